// Folds the rail and remembers it; early.js restores it on the next page.
export function watchRail() {
  const button = document.querySelector("[data-rail-fold]");
  if (!button) return;
  const root = document.documentElement;
  const tell = () => button.setAttribute("aria-expanded", String(root.dataset.rail !== "slim"));
  tell();
  button.addEventListener("click", () => {
    const slim = root.dataset.rail !== "slim";
    if (slim) root.dataset.rail = "slim";
    else delete root.dataset.rail;
    tell();
    try {
      localStorage.setItem("rail", slim ? "slim" : "wide");
    } catch {
      // Not remembered where storage is off.
    }
  });
}
