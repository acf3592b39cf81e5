// Ticking rows of a list: all on the page by a button, a run of them with Shift.
let last = null;

export function watchBulk() {
  document.addEventListener("click", (event) => {
    const { target } = event;
    if (target.closest?.("[data-choose-all]")) boxes().forEach((box) => (box.checked = true));
    if (!target.matches?.(".chosen")) return;
    if (event.shiftKey && last?.isConnected) run(last, target);
    last = target;
  });
}

const boxes = () => [...document.querySelectorAll(".chosen")];

function run(from, to) {
  const all = boxes();
  const [first, end] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  for (const box of all.slice(first, end + 1)) box.checked = to.checked;
}
