// Pipeline: dropping a card on a column sends the card's own "move to" form.
// <div data-pipeline data-sortable="URL of SortableJS"> holds <ol data-stage="…"> with <li> and <form data-move>.
export function watchPipelines() {
  const start = (root) => {
    const found = root.matches?.("[data-pipeline]") ? [root] : root.querySelectorAll("[data-pipeline]");
    found.forEach(enliven);
  };
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.target));
}

async function enliven(pipeline) {
  const address = pipeline.dataset.sortable;
  if (!address || pipeline.dataset.alive !== undefined) return;
  pipeline.dataset.alive = "";
  let Sortable;
  try {
    Sortable = (await import(address)).default;
  } catch {
    return; // Drag and drop is off; the forms still move cards.
  }
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
      onStart: ({ item }) => show(pipeline, item),
      onEnd: ({ item, from, to }) => {
        show(pipeline, null);
        if (from !== to) send(item, to.dataset.stage);
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

function send(card, stage) {
  const select = choice(card);
  select.value = optionFor(card, stage).value;
  select.form.requestSubmit();
}
