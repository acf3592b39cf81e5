// Says of what scrolls sideways on which sides more of it lies: data-more is "start", "end", both, or "" if all fits.
const SIDEWAYS = ".table-wrap, .pipeline";

export function watchSideways() {
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) mark(target.closest(SIDEWAYS));
  });
  const watch = (part) => {
    sizes.observe(part);
    if (part.firstElementChild) sizes.observe(part.firstElementChild);
  };
  document.querySelectorAll(SIDEWAYS).forEach(watch);
  document.addEventListener("htmx:load", ({ target }) => {
    if (target.matches?.(SIDEWAYS)) watch(target);
    target.querySelectorAll(SIDEWAYS).forEach(watch);
  });
  // It does not bubble.
  document.addEventListener("scroll", ({ target }) => target.matches?.(SIDEWAYS) && mark(target), { capture: true });
}

function mark(part) {
  const hidden = excess(part);
  const at = Math.abs(part.scrollLeft);
  const more = hidden > 1 ? [at > 1 && "start", at < hidden - 1 && "end"].filter(Boolean) : [];
  if (part.dataset.more !== more.join(" ")) part.dataset.more = more.join(" ");
}

// A table is measured itself: what its wrap reports depends on whether it scrolls already.
function excess(part) {
  const table = part.querySelector(":scope > table");
  if (!table) return part.scrollWidth - part.clientWidth;
  const { paddingLeft, paddingRight } = getComputedStyle(part);
  return table.offsetWidth - part.clientWidth + parseFloat(paddingLeft) + parseFloat(paddingRight);
}
