// What a move would do, drawn over the timeline: old places pale, new ones in the accent, late ones in warn.
const SVG = "http://www.w3.org/2000/svg";
const DAY = 86_400_000;

export const picture = () => document.querySelector("[data-timeline-picture]");
const box = () => document.querySelector("[data-timeline]");
const pixels = () => Number(box().dataset.pixels);
const at = (day) => Date.parse(`${day}T00:00Z`);

export const plus = (day, by) => new Date(at(day) + by * DAY);
export const iso = (date) => date.toISOString().slice(0, 10);
export const days = (distance) => Math.round(distance / pixels());
// Where a day begins, or with `over` where it ends.
export const place = (day, over = 0) => ((at(day) - at(box().dataset.first)) / DAY + over) * pixels();

export function clear() {
  document.getElementById("moved-layer")?.remove();
  document.querySelectorAll("g[data-moving]").forEach((group) => delete group.dataset.moving);
  document.querySelectorAll("[data-was]").forEach((cell) => {
    cell.textContent = cell.dataset.was;
    cell.classList.remove("now");
    delete cell.dataset.was;
    delete cell.dataset.moved;
  });
  document.querySelectorAll("[data-treegrid] tr[aria-selected]").forEach((row) => row.removeAttribute("aria-selected"));
}

// While somebody drags or presses keys: the one row, with its date.
export function dragged({ row, start, due }) {
  clear();
  const layer = layerOf();
  const y = middle(row);
  if (y === null) return;
  row.setAttribute("aria-selected", "true");
  groupOf(row).dataset.moving = "own";
  own(layer, y, row, start, due, new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "short", timeZone: "UTC" }).format(plus(due, 0)));
}

// What the server says would move.
export function showing(list, chosen) {
  clear();
  const layer = layerOf();
  for (const each of list.children) {
    const row = document.getElementById(`row-${each.dataset.row}`);
    const y = row && middle(row);
    if (!row || y === null || !each.dataset.due) continue;
    mark(row, each.textContent, "late" in each.dataset);
    if (each.dataset.row === chosen) {
      row.setAttribute("aria-selected", "true");
      groupOf(row).dataset.moving = "own";
      const start = row.dataset.move === "end" ? row.dataset.start : each.dataset.start;
      own(layer, y, row, start ?? "", each.dataset.due, list.dataset.said);
    } else {
      other(layer, y, row, each);
    }
  }
}

function mark(row, text, isLate) {
  groupOf(row).dataset.moving = "";
  const cell = row.querySelector(".timeline-due");
  if (!cell) return;
  cell.dataset.was ??= cell.textContent;
  cell.textContent = text;
  cell.classList.add("now");
  if (isLate) cell.dataset.moved = "late";
}

const layerOf = () => add(picture(), "g", { id: "moved-layer" });

export const groupOf = (row) => picture().querySelector(`g[data-row="${CSS.escape(row.id.replace("row-", ""))}"]`);

export const middle = (row) => groupOf(row)?.transform.baseVal[0].matrix.f ?? null;

function own(layer, y, row, start, due, text) {
  const end = place(due, 1);
  if (start) {
    const from = Math.max(place(start), 0);
    add(layer, "rect", { class: "moved", x: from, y: y - 6, width: Math.max(end - from, 1), height: 12, rx: 2 });
  }
  if (row.dataset.due) add(layer, "path", { class: "ghost", d: diamond(place(row.dataset.due, 1), y, 6) });
  add(layer, "path", { class: "moved-mark", d: diamond(end, y, 8) });
  const pill = add(layer, "rect", { class: "date-pill", x: end + 13, y: y - 10, height: 20, rx: 4 });
  const words = add(layer, "text", { class: "on-accent", x: end + 20, y: y + 4 });
  words.textContent = text;
  pill.setAttribute("width", words.getComputedTextLength() + 14);
}

function other(layer, y, row, each) {
  const isLate = "late" in each.dataset;
  const [old, end] = [place(row.dataset.due ?? each.dataset.due, 1), place(each.dataset.due, 1)];
  const late = isLate ? { "data-late": "" } : {};
  if (Math.abs(end - old) > 16) {
    const side = end > old ? 1 : -1;
    add(layer, "path", { class: "shift", d: `M${old + 8 * side} ${y}H${end - 8 * side}`, ...late });
  }
  add(layer, "path", { class: "moved-mark", d: diamond(end, y, 7), ...late });
  const words = add(layer, "text", { class: `rim ${isLate ? "tone-warn" : "tone-accent"}`, x: end + 12, y: y + 4 });
  words.textContent = each.dataset.late ?? each.textContent;
}

const diamond = (x, y, r) => `M${x} ${y - r}l${r} ${r}-${r} ${r}-${r}-${r}z`;

export function add(parent, name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent.append(element);
  return element;
}
