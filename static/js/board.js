// Risk board: one stop for the Tab key, arrows between cards. <table data-board> with cards [data-card] in its cells,
// and [data-board-list] for the tray and the list by level. Without JavaScript every card is an ordinary link.
import { steer } from "./board-keys.js";

export function watchBoards() {
  const settle = () => document.querySelectorAll("[data-board], [data-board-list]").forEach((place) => rove(place));
  settle();
  document.addEventListener("htmx:load", settle);
  document.addEventListener("focusin", (event) => {
    const card = event.target.closest?.("[data-card]");
    if (card) rove(ground(card), card);
  });
  document.addEventListener("keydown", (event) => leave(event) || steer(event));
  document.addEventListener("click", mark);
  document.addEventListener("htmx:afterSettle", keepFocus);
  window.addEventListener("load", () => setTimeout(findRated)); // after the browser has gone to the address's place
}

// A risk that was rated beside the board comes back as #risk-<id>, wherever its card stands now.
function findRated() {
  const [, risk] = location.hash.match(/^#risk-([\w-]+)$/) ?? [];
  if (risk) cardOf(risk)?.focus();
}

const ground = (card) => card.closest("[data-board], [data-board-list]");

// The same risk stands in the grid and in the list; one of them is shown.
const cardOf = (risk) =>
  [...document.querySelectorAll(`[data-card="${CSS.escape(risk)}"]`)].find((card) => card.checkVisibility());

function rove(place, chosen) {
  if (!place) return;
  const all = [...place.querySelectorAll("[data-card]")];
  const stop = all.includes(chosen) ? chosen : all.find((card) => card.tabIndex === 0 && card.hasAttribute("tabindex"));
  all.forEach((card) => (card.tabIndex = -1));
  const entry = stop ?? all.find((card) => card.hasAttribute("aria-current")) ?? all[0];
  if (entry) entry.tabIndex = 0;
}

// The chosen card stays marked while its panel is open.
function mark(event) {
  const card = event.target.closest("[data-card][hx-get]");
  if (!card || event.ctrlKey || event.metaKey) return;
  unmark();
  document.querySelectorAll(`[data-card="${CSS.escape(card.dataset.card)}"]`).forEach((each) => each.setAttribute("aria-current", "true"));
}

function unmark() {
  document.querySelectorAll("[data-card][aria-current]").forEach((other) => other.removeAttribute("aria-current"));
}

// Escape leaves a field of the panel for the card, and closes the panel from everywhere else.
function leave(event) {
  const close = event.key === "Escape" && !event.defaultPrevented && document.querySelector("[data-panel-close]");
  if (!close || document.querySelector("dialog[open], details.menu[open]")) return false;
  const chosen = document.querySelector("[data-card][aria-current]");
  if (event.target.closest("#risk-panel form") && chosen) cardOf(chosen.dataset.card)?.focus();
  else close.click();
  return true;
}

// The panel takes room: where the grid gives way to the list, or comes back, the focus goes along with its risk.
function keepFocus({ detail }) {
  if (detail.target?.id !== "risk-panel" && detail.elt?.id !== "risk-panel") return;
  const card = cardOf(document.querySelector("[data-card][aria-current]")?.dataset.card ?? "");
  if (document.querySelector("[data-panel-close]")) {
    const active = document.activeElement;
    if (active === document.body || !active.checkVisibility()) card?.focus({ preventScroll: true });
    const panel = document.getElementById("risk-panel");
    const { top } = panel.getBoundingClientRect();
    if (top < 0 || top > innerHeight / 2) panel.scrollIntoView({ block: "start" });
  } else {
    unmark();
    card?.focus();
  }
}
