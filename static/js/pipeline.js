// Pipeline and board of tasks: dropping a card on a column sends the card's own "move to" form; so do shift and an arrow.
// <div data-pipeline data-sortable="URL of SortableJS"> holds <ol data-stage="…"> with <li> and <form data-move>.
import { isFreeKey } from "./shortcuts.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
const CARD = "[data-pipeline] [data-stage] > li";
const UNDER_WAY = ".htmx-request, .htmx-swapping, .htmx-settling";
let Sortable; // once it has come, so that what is swapped in is alive at once

export function watchPipelines() {
  const start = (root) => {
    const found = root.matches?.("[data-pipeline]") ? [root] : root.querySelectorAll("[data-pipeline]");
    found.forEach(enliven);
  };
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.target));
  document.addEventListener("keydown", (event) => {
    if (!event.target.closest?.(CARD) || !event.shiftKey || !STEPS[event.key] || !isFreeKey(event)) return;
    event.preventDefault();
    whenSettled(() => {
      const card = document.activeElement.closest(CARD);
      if (card) step(card, STEPS[event.key]);
    });
  });
}

// A key pressed while the last move is still being drawn counts for the card as it is drawn then.
function whenSettled(act) {
  if (!document.querySelector(UNDER_WAY)) act();
  else document.addEventListener("htmx:afterSettle", () => whenSettled(act), { once: true });
}

async function enliven(pipeline) {
  const address = pipeline.dataset.sortable;
  if (!address || pipeline.dataset.alive !== undefined) return;
  pipeline.dataset.alive = "";
  if (!Sortable) {
    try {
      Sortable = (await import(address)).default;
    } catch {
      return; // Drag and drop is off; the forms still move cards.
    }
  }
  let next; // what came after the card before it was taken
  for (const column of pipeline.querySelectorAll("[data-stage]")) {
    Sortable.create(column, {
      group: { name: "pipeline", put: (to, _from, card) => allows(card, to.el.dataset.stage) },
      draggable: "li",
      filter: "details, button, select",
      preventOnFilter: false,
      sort: false,
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140,
      delay: 120,
      delayOnTouchOnly: true,
      onStart: ({ item }) => {
        next = item.nextSibling;
        show(pipeline, item);
      },
      onEnd: ({ item, from, to }) => {
        show(pipeline, null);
        if (from !== to) send(item, to.dataset.stage, () => from.insertBefore(item, next));
      },
    });
  }
}

const choice = (card) => card.querySelector("form[data-move] select");

// A column is a stage, or holds several of them: then an option names its column in data-column.
function optionFor(card, stage) {
  const options = [...(choice(card)?.options ?? [])];
  return options.find((option) => option.value === stage) ?? options.find((option) => option.dataset.column === stage);
}

const allows = (card, stage) => optionFor(card, stage) !== undefined;

function show(pipeline, card) {
  for (const column of pipeline.querySelectorAll("[data-stage]")) {
    column.toggleAttribute("data-open", card !== null && allows(card, column.dataset.stage));
  }
}

// The nearest column on that side into which the card may go.
function step(card, by) {
  const stages = [...card.closest("[data-pipeline]").querySelectorAll("[data-stage]")].map((each) => each.dataset.stage);
  const at = stages.indexOf(card.parentElement.dataset.stage);
  const ahead = by > 0 ? stages.slice(at + 1) : stages.slice(0, at).reverse();
  const stage = ahead.find((each) => allows(card, each));
  if (stage) send(card, stage);
}

// `putBack` is called where htmx sends the form and the move is refused.
function send(card, stage, putBack) {
  const select = choice(card);
  select.value = optionFor(card, stage).value;
  const ended = ({ detail }) => detail.successful || putBack?.();
  select.form.addEventListener("htmx:afterRequest", ended, { once: true });
  select.form.requestSubmit();
}
