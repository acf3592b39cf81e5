// Runs before the page is drawn, so that nothing jumps: marks JavaScript and restores the rail.
document.documentElement.dataset.js = "";
try {
  if (localStorage.getItem("rail") === "slim") document.documentElement.dataset.rail = "slim";
} catch {
  // Storage may be switched off; then the rail starts wide.
}
