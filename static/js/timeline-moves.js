// Moving milestones of the timeline: by keys, by dragging a bar, its ends or its diamond. Nothing moves before the bar at
// the foot (#move-bar) says what would follow and somebody applies it; the dates beside a row lead to the same by hand.
import { clear, days, dragged, iso, plus, showing } from "./timeline-marks.js";
import { watchLinking } from "./timeline-links.js";

const WAIT = 250; // milliseconds after the last key
const STEPS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7 };
const GRIP = 7; // pixels at the end of a bar that change its length
let asked = null; // {row, start, due}
let timer = 0;
let drag = null;

export function watchMoves() {
  document.addEventListener("keydown", keys);
  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", stop);
  document.addEventListener("click", (event) => {
    const due = event.target.closest("[data-treegrid] .timeline-due");
    if (due && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      window.htmx.ajax("GET", due.getAttribute("href"), { target: "#move-bar", swap: "outerHTML" });
    }
    if (!event.target.closest("[data-move-cancel]") || !document.querySelector("[data-timeline]")) return;
    event.preventDefault();
    cancel();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id === "timeline") cancel();
    else show();
  });
  watchLinking();
  show();
}

const rowOf = (code) => document.getElementById(`row-${code}`);
const bar = () => document.getElementById("move-bar");

function keys(event) {
  if (event.key === "Escape" && (drag || asked || !bar()?.hidden)) {
    if (document.querySelector("dialog[open], details.menu[open]")) return;
    stop();
    cancel();
    return;
  }
  const row = event.target.closest?.("[data-treegrid] tr[data-move]");
  if (!row || event.target !== row || event.altKey || event.metaKey) return;
  if (event.key === "Enter" && pending(row)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    bar().querySelector("[data-move-apply]").click();
    return;
  }
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  nudge(row, step, event.shiftKey ? "end" : event.ctrlKey ? "start" : "all");
}

const pending = (row) => bar()?.dataset.moveRow === row.id && bar().querySelector("[data-move-apply]");

function nudge(row, step, what) {
  const now = asked?.row === row ? asked : datesOf(row);
  const then = moved(row, now, step, what);
  if (!then) return;
  asked = then;
  dragged(then);
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT);
}

const datesOf = (row) => ({ row, start: row.dataset.start ?? "", due: row.dataset.due });

// The dates after a step; what has begun keeps its start, and nothing ends before it starts.
function moved(row, { start, due }, by, what) {
  const isBegun = row.dataset.move === "end";
  const then = { row, start, due };
  if (what === "start") {
    if (isBegun || !start) return null;
    then.start = iso(plus(start, by));
  } else {
    then.due = iso(plus(due, by));
    if (what === "all" && start && !isBegun) then.start = iso(plus(start, by));
  }
  return then.start && then.start > then.due ? null : then;
}

function ask() {
  const { row, start, due } = asked;
  const query = new URLSearchParams({ due_on: due });
  if (start && row.dataset.move !== "end") query.set("starts_on", start);
  const url = row.querySelector(".timeline-due").getAttribute("href");
  window.htmx.ajax("GET", `${url}?${query}`, { target: "#move-bar", swap: "outerHTML" });
}

function show() {
  const box = bar();
  if (!box || !document.querySelector("[data-timeline]")) return;
  const here = box.querySelector("[data-here]");
  if (here) here.value = location.pathname + location.search;
  const list = box.querySelector("[data-moved]");
  if (list) showing(list, box.dataset.moveRow.replace("row-", ""));
}

function cancel() {
  clearTimeout(timer);
  asked = null;
  clear();
  const box = bar();
  if (!box || box.hidden) return;
  const row = document.getElementById(box.dataset.moveRow ?? "");
  const empty = document.createElement("section");
  empty.id = "move-bar";
  empty.className = "move-bar";
  empty.hidden = true;
  box.replaceWith(empty);
  row?.focus({ preventScroll: true });
}

// Dragging

function begin(event) {
  const mark = event.target.closest?.("[data-timeline-picture] g[data-row]");
  const row = mark && rowOf(mark.dataset.row);
  if (!row?.dataset.move || event.button || event.target.closest("[data-link-end]")) return;
  event.preventDefault();
  const what = partOf(event, mark, row);
  drag = { row, what, x: event.clientX, from: datesOf(row), by: 0 };
  row.focus({ preventScroll: true });
}

function partOf(event, mark, row) {
  const box = mark.querySelector(".bar")?.getBoundingClientRect();
  if (!box || event.target.matches(".mark") || event.clientX > box.right - GRIP) return row.dataset.start && box ? "end" : "all";
  if (event.clientX < box.left + GRIP) return "start";
  return "all";
}

function move(event) {
  if (!drag) return;
  const by = days(event.clientX - drag.x);
  if (by === drag.by) return;
  const then = moved(drag.row, drag.from, by, drag.what);
  if (!then) return;
  drag.by = by;
  asked = then;
  dragged(then);
}

function end() {
  if (!drag) return;
  const by = drag.by;
  drag = null;
  if (by) ask();
  else clear();
}

function stop() {
  drag = null;
}
