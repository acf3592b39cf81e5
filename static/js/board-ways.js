// Risk board: the card under the pointer or in focus shows its way over the squares, from the inherent risk over the
// current one to the target. A card says it as data-way="i:4-5 c:3-4 t:2-2"; the list by level says it in words.
const SVG = "http://www.w3.org/2000/svg";
const RADIUS = 6;

export function watchWays() {
  document.addEventListener("pointerover", (event) => follow(event.target));
  document.addEventListener("focusin", (event) => follow(event.target));
  document.addEventListener("pointerout", ({ relatedTarget }) => relatedTarget?.closest?.("[data-way]") || clear());
  document.addEventListener("focusout", ({ relatedTarget }) => relatedTarget?.closest?.("[data-way]") || clear());
  addEventListener("resize", clear);
}

let shown = null; // the card whose way is drawn

function follow(target) {
  const card = target.closest?.("[data-board] [data-way], .board-tray [data-way]");
  if (!card || card === shown) return;
  clear();
  const area = document.querySelector(".board-area");
  if (!area?.querySelector("[data-board]").checkVisibility()) return;
  const stops = card.dataset.way.split(" ").map((each) => stop(area, each)).filter(Boolean);
  if (stops.length < 2) return;
  area.append(picture(stops));
  shown = card;
}

function clear() {
  document.querySelectorAll(".board-ways").forEach((each) => each.remove());
  shown = null;
}

// The foot of a square, below its cards; the scores of one square stand beside each other.
function stop(area, text) {
  const [of, square] = text.split(":");
  const cell = area.querySelector(`[data-square="${CSS.escape(square)}"]`);
  if (!cell) return null;
  const [place, ground] = [cell.getBoundingClientRect(), area.getBoundingClientRect()];
  const aside = { i: -1, c: 0, t: 1 }[of] * 3 * RADIUS;
  return { of, x: place.left - ground.left + place.width / 2 + aside, y: place.bottom - ground.top - 2 * RADIUS };
}

function picture(stops) {
  const svg = make("svg", { class: "board-ways", "aria-hidden": "true" });
  const marker = make("marker", { id: "board-way-end", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 5, markerHeight: 5, orient: "auto" });
  marker.append(make("path", { d: "M0 0 8 4 0 8z" }));
  const defs = make("defs", {});
  defs.append(marker);
  svg.append(defs);
  stops.slice(1).forEach((to, place) => svg.append(line(stops[place], to)));
  stops.forEach(({ of, x, y }) => svg.append(make("circle", { cx: x, cy: y, r: RADIUS, "data-of": of })));
  return svg;
}

// A line that ends before the circle it points at.
function line(from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const short = (length - RADIUS - 3) / length;
  const d = `M${from.x} ${from.y}L${from.x + dx * short} ${from.y + dy * short}`;
  return make("path", { d, "data-to": to.of, "marker-end": "url(#board-way-end)" });
}

function make(name, attributes) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}
