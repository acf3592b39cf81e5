// Rating by hand on the risk board: a card dropped on a square, or a square clicked while a risk is open beside it,
// opens the form with both figures filled in. Nothing is saved by that. <table data-board data-sortable="URL of SortableJS">.
// The small matrix beside the board has a link for each square: what happens here, happens there without a pointer.
export function watchPlacing() {
  const start = (root) => root.querySelectorAll?.("[data-board][data-sortable]").forEach(enliven);
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.target.parentElement ?? document));
  document.addEventListener("click", put);
  document.addEventListener("htmx:afterSettle", ask);
}

// A click on the ground of a square is a click on its place in the small matrix.
function put(event) {
  const square = event.target.closest?.("[data-board] td[data-square]");
  if (!square || event.target.closest("a, button")) return;
  document.querySelector(`#risk-panel [data-place="${square.dataset.square}"]`)?.click();
}

async function enliven(board) {
  if (board.dataset.alive !== undefined) return;
  board.dataset.alive = "";
  let Sortable;
  try {
    Sortable = (await import(board.dataset.sortable)).default;
  } catch {
    return; // Drag and drop is off; the small matrix still rates.
  }
  const places = document.querySelectorAll(".board-page .board-cards, .board-tray > ul");
  places.forEach((place) => Sortable.create(place, options(board)));
}

function options(board) {
  let aim = null;
  const follow = (event) => {
    const { clientX, clientY } = event.touches?.[0] ?? event;
    const under = document.elementFromPoint(clientX, clientY)?.closest("td[data-square]") ?? null;
    aim?.removeAttribute("data-aim");
    aim = under && board.contains(under) ? under : null;
    aim?.setAttribute("data-aim", "");
  };
  const moves = ["pointermove", "touchmove"];
  return {
    group: { name: "squares", put: false },
    sort: false,
    forceFallback: true, // so that the pointer says where it is, on a mouse as on a screen
    fallbackOnBody: true,
    fallbackTolerance: 4,
    delay: 150,
    delayOnTouchOnly: true,
    onStart: () => moves.forEach((move) => document.addEventListener(move, follow)),
    onEnd: ({ item }) => {
      moves.forEach((move) => document.removeEventListener(move, follow));
      const square = aim;
      aim?.removeAttribute("data-aim");
      aim = null;
      if (square && !square.contains(item)) open(item.querySelector("[data-card]"), square.dataset.square);
    },
  };
}

function open(card, place) {
  const address = new URL(card.href);
  address.searchParams.set("to", place);
  document.querySelectorAll("[data-card][aria-current]").forEach((other) => other.removeAttribute("aria-current"));
  card.setAttribute("aria-current", "true");
  const url = address.pathname + address.search;
  history.pushState({ htmx: true }, "", url);
  window.htmx.ajax("GET", url, { target: "#risk-panel", select: "#risk-panel", swap: "outerHTML" });
}

// Both figures are there: what is missing is the reason.
function ask() {
  const panel = document.getElementById("risk-panel");
  if (panel?.querySelector("[data-place][aria-current]")) panel.querySelector("textarea[name='reason']")?.focus();
}
