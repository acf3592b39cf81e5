// <details class="menu">: one open at a time, closed by Escape, by a click elsewhere, and by a button of a form elsewhere.
const open = () => document.querySelectorAll("details.menu[open]");

export function watchMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of open()) {
      if (!menu.contains(event.target) || event.target.closest("button[form]")) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      const inside = menu.contains(document.activeElement);
      menu.open = false;
      if (inside) menu.querySelector("summary").focus();
    }
  });
}
