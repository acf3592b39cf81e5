// Risk board: one stop for the Tab key, arrows between cards. <table data-board> with cards [data-card] in its cells,
// and <ul data-board-list> for the tray. Without JavaScript every card is an ordinary link.
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function watchBoards() {
  const settle = () => document.querySelectorAll("[data-board], [data-board-list]").forEach(rove);
  settle();
  document.addEventListener("htmx:load", settle);
  document.addEventListener("focusin", (event) => {
    const card = event.target.closest?.("[data-card]");
    if (card) rove(ground(card), card);
  });
  document.addEventListener("keydown", move);
  document.addEventListener("click", mark);
}

const ground = (card) => card.closest("[data-board], [data-board-list]");
const cards = (place) => [...place.querySelectorAll("[data-card]")];

function rove(place, chosen) {
  if (!place) return;
  const all = cards(place);
  const stop = all.includes(chosen) ? chosen : all.find((card) => card.tabIndex === 0 && card.hasAttribute("tabindex"));
  all.forEach((card) => (card.tabIndex = -1));
  const entry = stop ?? all.find((card) => card.hasAttribute("aria-current")) ?? all[0];
  if (entry) entry.tabIndex = 0;
}

function move(event) {
  const card = event.target.closest?.("[data-card]");
  if (!card || event.altKey || event.ctrlKey || event.metaKey) return;
  const target = event.key === "Escape" ? null : neighbour(card, event.key);
  if (!target) return;
  event.preventDefault();
  target.focus();
}

function neighbour(card, key) {
  const place = ground(card);
  const all = cards(place);
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  const step = STEPS[key];
  if (!step) return null;
  const [down, right] = step;
  if (place.hasAttribute("data-board-list")) return all[all.indexOf(card) + down + right];
  const cell = card.closest("td");
  const inside = cards(cell);
  if (down) {
    const within = inside[inside.indexOf(card) + down];
    if (within) return within;
  }
  return nextFilled(place, cell, down, right);
}

function nextFilled(table, cell, down, right) {
  let row = cell.parentElement.rowIndex;
  let column = cell.cellIndex;
  for (;;) {
    row += down;
    column += right;
    const next = table.rows[row]?.cells[column];
    if (!next) return null;
    const found = cards(next);
    if (found.length) return down < 0 ? found.at(-1) : found[0];
  }
}

// The chosen card stays marked while its panel is open at the right.
function mark(event) {
  const card = event.target.closest("[data-card][hx-get]");
  if (!card || event.ctrlKey || event.metaKey) return;
  document.querySelectorAll("[data-card][aria-current]").forEach((other) => other.removeAttribute("aria-current"));
  card.setAttribute("aria-current", "true");
}
