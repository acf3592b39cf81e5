// The weekly review by keyboard: J and K walk, Enter leads to what can be done, S skips. Inert while somebody types, and
// where a key means something already. Without JavaScript the same links and buttons do.
const item = document.querySelector("[data-review-item]");
const follow = (name) => document.querySelector(`[data-review-${name}]`)?.click();
const ACTS = {
  j: () => follow("next"),
  k: () => follow("previous"),
  s: () => document.querySelector("[data-review-skip] button")?.click(),
  Enter: () => document.querySelector(".review-acts :is(button, input:not([type=hidden]), select), .review-item textarea")?.focus(),
};

const types = (target) => target.closest("input, textarea, select, [contenteditable], dialog[open]");
const acts = (target) => target.closest("a, button, summary, [role]");

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented || types(event.target)) return;
  const key = event.key === "Enter" ? "Enter" : event.key.toLowerCase();
  if (!(key in ACTS) || (key === "Enter" && acts(event.target))) return;
  event.preventDefault();
  ACTS[key]();
});

// The page is another after each decision: reading goes on at the item, not at the top.
if (item && location.search) item.focus({ preventScroll: true });
