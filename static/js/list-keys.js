// Keys in a list, <table data-keys>: J and K go through its rows, E edits, C completes, X ticks. Enter follows the link
// that has the focus. A row says where it is edited (tr[data-edit]) and which button completes it ([data-complete]).
import { isFreeKey } from "./shortcuts.js";

const ACTS = { j: (row) => step(row, 1), k: (row) => step(row, -1), e: edit, c: complete, x: tick };
let completed = null;

export function watchListKeys() {
  document.addEventListener("keydown", (event) => {
    const act = !event.shiftKey && ACTS[event.key];
    if (!act || !rows().length || !isFreeKey(event)) return;
    event.preventDefault();
    act(document.activeElement.closest("[data-keys] tbody tr"));
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (completed) focus(document.getElementById(completed));
    completed = null;
  });
}

const rows = () => [...document.querySelectorAll("[data-keys] tbody tr")];
const focus = (row) => row?.querySelector("th a")?.focus();

function step(row, by) {
  const all = rows();
  focus(row ? all[all.indexOf(row) + by] : all.at(by > 0 ? 0 : -1));
}

function edit(row) {
  if (row?.dataset.edit) location.assign(row.dataset.edit);
}

function complete(row) {
  const button = row?.querySelector("[data-complete]");
  if (!button) return;
  completed = row.id;
  button.click();
}

function tick(row) {
  row?.querySelector(".chosen")?.click();
}
