// Ticking rows of a list: all on the page by a button, a run of them with Shift; the bar below says how many.
let last = null;

export function watchBulk() {
  document.addEventListener("click", (event) => {
    const { target } = event;
    if (target.closest?.("[data-choose-all]")) boxes().forEach((box) => (box.checked = true));
    else if (target.matches?.(".chosen")) {
      if (event.shiftKey && last?.isConnected) chooseRun(last, target);
      last = target;
    } else return;
    count();
  });
  document.addEventListener("change", (event) => event.target.matches(".chosen") && count());
  document.addEventListener("reset", () => setTimeout(count));
  document.addEventListener("htmx:afterSettle", count);
}

const boxes = () => [...document.querySelectorAll(".chosen")];

function chooseRun(from, to) {
  const all = boxes();
  const [first, end] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  for (const box of all.slice(first, end + 1)) box.checked = to.checked;
}

function count() {
  const shown = document.querySelector("#bulk output");
  if (shown) shown.textContent = boxes().filter((box) => box.checked).length;
}
