// The arrows, Home and End on the cards of a risk board: within a square, then on to the next one that holds cards.
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function steer(event) {
  const card = event.target.closest?.("[data-card]");
  if (!card || event.altKey || event.ctrlKey || event.metaKey) return;
  const target = neighbour(card, event.key);
  if (!target) return;
  event.preventDefault();
  target.focus();
}

const cards = (place) => [...place.querySelectorAll("[data-card]")];

function neighbour(card, key) {
  const place = card.closest("[data-board], [data-board-list]");
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
