// Toasts go after a while, later when they hold an Undo, and stay as long as somebody points at them.
const BRIEF = 6000;
const UNDOABLE = 20000;

export function watchToasts() {
  const region = document.getElementById("toast");
  if (!region) return;
  new MutationObserver(() => region.querySelectorAll(".toast:not([data-timed])").forEach(time)).observe(region, {
    childList: true,
  });
  region.querySelectorAll(".toast").forEach(time);
  region.addEventListener("click", (event) => {
    if (event.target.closest("[data-toast-close]")) event.target.closest(".toast").remove();
  });
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
