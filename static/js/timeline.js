// The timeline: rows by keys, today in sight, and the same place again after a change.
// Bound once to the document; <div data-timeline> holds <table data-treegrid> and its picture.
import { watchMoves } from "./timeline-moves.js";

const KEPT = "timeline-place";

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-treegrid] tbody tr");
  if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
  const act = KEYS[event.key];
  if (!act || (event.target !== row && event.target.matches("a, button") && event.key === "Enter")) return;
  if (act(row) !== false) event.preventDefault();
});
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-treegrid] tbody tr");
  if (row) rove(row);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-timeline-today]")) showToday("smooth");
});
document.addEventListener("htmx:load", settle);
document.addEventListener("htmx:beforeRequest", keepPlace);
window.addEventListener("pagehide", keepPlace);
settle();
watchMoves();

const KEYS = {
  ArrowDown: (row) => rows()[rows().indexOf(row) + 1]?.focus(),
  ArrowUp: (row) => rows()[rows().indexOf(row) - 1]?.focus(),
  Home: () => rows()[0].focus(),
  End: () => rows().at(-1).focus(),
  ArrowRight: (row) => fold(row, "false"),
  ArrowLeft: (row) => fold(row, "true") !== false || toHead(row),
  Enter: (row) => row.querySelector("th a[href^='/']")?.click(),
};

function rows() {
  return [...document.querySelectorAll("[data-treegrid] tbody tr")];
}

function rove(chosen) {
  for (const row of rows()) row.tabIndex = row === chosen ? 0 : -1;
}

// Open or close the group a row is the head of; a milestone is moved by the same keys (timeline-moves.js).
function fold(row, now) {
  if (row.getAttribute("aria-expanded") !== now) return false;
  row.querySelector(".timeline-toggle").click();
  return true;
}

function toHead(row) {
  if (row.ariaLevel !== "2" || row.hasAttribute("data-move")) return false;
  let head = row;
  while (head && head.ariaLevel !== "1") head = head.previousElementSibling;
  head?.focus();
  return true;
}

function settle() {
  const box = document.querySelector("[data-timeline]");
  if (!box || box.dataset.settled) return;
  box.dataset.settled = "yes";
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (kept?.path === location.pathname) {
    box.scrollTop = kept.top;
    if (kept.scale === box.dataset.pixels) box.scrollLeft = kept.left;
    if (kept.show) {
      document.querySelector(".timeline-bar details")?.setAttribute("open", "");
      document.getElementById(kept.layer)?.focus();
    }
  }
  const row = document.getElementById(kept?.row ?? "") ?? rows()[0];
  if (!row) return;
  rove(row);
  if (kept?.row && row.id === kept.row) row.focus({ preventScroll: true });
}

function keepPlace() {
  const box = document.querySelector("[data-timeline]");
  if (!box) return;
  const row = document.activeElement?.closest("[data-treegrid] tbody tr")?.id;
  const show = document.querySelector(".timeline-bar details")?.open ?? false;
  const layer = show && document.activeElement?.closest(".timeline-bar details input")?.id;
  const place = { path: location.pathname, top: box.scrollTop, left: box.scrollLeft, scale: box.dataset.pixels, row, show, layer };
  sessionStorage.setItem(KEPT, JSON.stringify(place));
}

function showToday(behavior) {
  const box = document.querySelector("[data-timeline]");
  const grid = box.querySelector("[data-treegrid]").offsetWidth;
  const room = (box.clientWidth - grid) / 4;
  box.scrollTo({ left: Math.max(Number(box.dataset.todayX) - room, 0), behavior });
}
