// Links between milestones, drawn from edge to edge: the circles beside the bar under the pointer are pulled to another
// bar, whose nearer end is taken. The form of a milestone's links does the same by hand.
import { add, middle, picture, place } from "./timeline-marks.js";

const BESIDE = 14; // pixels from an end to its circle
let over = null;
let pulled = null; // {row, side, x, y}

export function watchLinking() {
  document.addEventListener("pointerover", (event) => offer(event.target));
  document.addEventListener("pointerdown", pull, true);
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", drop);
  document.addEventListener("keydown", (event) => event.key === "Escape" && stop());
}

const form = () => document.getElementById("draw-link");
const rowOf = (group) => document.getElementById(`row-${group.dataset.row}`);

function offer(target) {
  if (pulled || !form()) return;
  const group = target.closest?.('[data-timeline-picture] g[data-movable="yes"]');
  if (group === over || target.closest?.(".link-end")) return;
  clear();
  over = group;
  if (!group) return;
  const [start, end] = ends(rowOf(group));
  add(group, "circle", { class: "link-end", cx: end + BESIDE, cy: 0, r: 4, "data-link-end": "F" });
  if (start !== null && start > BESIDE) add(group, "circle", { class: "link-end", cx: start - BESIDE, cy: 0, r: 4, "data-link-end": "S" });
}

// Where a bar begins, null for a diamond alone, and where it ends.
function ends(row) {
  const { start, due } = row.dataset;
  return [start ? place(start) : null, place(due, 1)];
}

function pull(event) {
  const side = event.target.dataset?.linkEnd;
  if (!side || event.button) return;
  event.preventDefault();
  const row = rowOf(event.target.closest("g[data-row]"));
  pulled = { row, side, x: Number(event.target.getAttribute("cx")), y: middle(row) };
}

function follow(event) {
  if (!pulled) return;
  layer()?.remove();
  const drawn = add(picture(), "g", { id: "link-layer" });
  const box = picture().getBoundingClientRect();
  const target = targetAt(event);
  const [x, y] = target ? [target.x, target.y] : [event.clientX - box.left, event.clientY - box.top];
  add(drawn, "path", { class: "link-drawn", d: `M${pulled.x} ${pulled.y}L${x} ${y}` });
  if (target) add(drawn, "circle", { class: "link-target", cx: x, cy: y, r: 4 });
}

function drop(event) {
  if (!pulled) return;
  const target = targetAt(event);
  const { row, side } = pulled;
  stop();
  if (!target) return;
  const sent = form().elements;
  sent.predecessor.value = idOf(row);
  sent.successor.value = idOf(target.row);
  sent.kind.value = side + target.side;
  sent.next.value = location.pathname + location.search;
  form().requestSubmit();
}

const idOf = (row) => row.querySelector("th a").pathname.split("/").at(-2);

// The milestone at the height of the pointer, and the end of it that is nearer.
function targetAt(event) {
  const box = picture().getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  for (const row of document.querySelectorAll("[data-treegrid] tr[data-move]")) {
    const at = middle(row);
    if (at === null || row === pulled.row || Math.abs(at - y) > 18) continue;
    const [start, end] = ends(row);
    if (x < (start ?? end) - 40 || x > end + 40) return null;
    const isStart = start === null ? x < end : Math.abs(x - start) < Math.abs(x - end);
    return { row, side: isStart ? "S" : "F", x: isStart ? (start ?? end) : end, y: at };
  }
  return null;
}

const layer = () => document.getElementById("link-layer");

function clear() {
  document.querySelectorAll(".link-end").forEach((circle) => circle.remove());
}

function stop() {
  pulled = null;
  layer()?.remove();
  clear();
  over = null;
}
