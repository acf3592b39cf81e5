// Brings the present one of many tabs into sight where they do not all fit.
export function watchTabs() {
  const show = (root) =>
    root.querySelectorAll(":is(.tabs, .segments) > [aria-current]").forEach((tab) => {
      const bar = tab.parentElement;
      bar.scrollLeft += tab.getBoundingClientRect().right - bar.getBoundingClientRect().right + tab.offsetWidth / 2;
    });
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.target));
}
