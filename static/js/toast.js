// Toasts go after a while, later when they hold an Undo, and stay as long as somebody points at them.
const BRIEF = 6000;
const UNDOABLE = 20000;
const MOST = 2; // at a time: on a phone more would hide the page

export function watchToasts() {
  const region = document.getElementById("toast");
  if (!region) return;
  const look = () => {
    region.querySelectorAll(".toast:not([data-timed])").forEach(time);
    makeRoom(region);
  };
  new MutationObserver(look).observe(region, { childList: true });
  look();
  region.addEventListener("click", (event) => {
    if (event.target.closest("[data-toast-close]")) close(event.target.closest(".toast"), region);
  });
}

// The oldest goes, unless somebody is at it.
function makeRoom(region) {
  const toasts = [...region.querySelectorAll(".toast")];
  toasts
    .slice(0, -MOST)
    .filter((toast) => !toast.matches(":hover, :focus-within"))
    .forEach((toast) => toast.remove());
}

// Whoever closes one by keyboard goes on at the next, or where the page begins.
function close(toast, region) {
  const hadFocus = toast.contains(document.activeElement);
  toast.remove();
  if (hadFocus) (region.querySelector("[data-toast-close]") ?? document.querySelector("main[tabindex], h1[tabindex]"))?.focus();
}

function time(toast) {
  toast.dataset.timed = "";
  let left = setTimeout(() => toast.remove(), patience(toast));
  const hold = () => clearTimeout(left);
  const release = () => {
    hold();
    left = setTimeout(() => toast.remove(), patience(toast));
  };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", release);
  toast.addEventListener("focusout", release);
}

function patience(toast) {
  return toast.querySelector("form") ? UNDOABLE : BRIEF;
}
