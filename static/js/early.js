// Runs before the page is drawn, so that nothing jumps: marks JavaScript, restores the rail, names the cells of tables.
document.documentElement.dataset.js = "";
try {
  if (localStorage.getItem("rail") === "slim") document.documentElement.dataset.rail = "slim";
} catch {
  // Storage may be switched off; then the rail starts wide.
}

// Tells every cell the name of its column, for the rows that become cards where a table has little room, and marks
// the cells that say nothing, which a card leaves out: as they come in, with the page and with each part swapped in.
{
  const known = new WeakMap();
  const CONTROLS = "input:not([type='hidden']), select, textarea, button";

  const namesOf = (table) => {
    if (!known.has(table)) {
      known.set(table, [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent.trim()));
    }
    return known.get(table);
  };

  const name = (cell) => {
    const table = cell.closest("table.table");
    if (!table || cell.matches(".actions") || cell.closest("thead, tfoot")) return;
    const label = namesOf(table)[cell.cellIndex];
    if (label && cell.dataset.label !== label) cell.dataset.label = label;
    const isMute = ["", "–"].includes(cell.textContent.trim());
    cell.toggleAttribute("data-blank", isMute && !cell.querySelector(CONTROLS));
  };

  new MutationObserver((changes) => {
    const cells = new Set();
    for (const { target, addedNodes } of changes) {
      const around = target.nodeType === Node.ELEMENT_NODE && target.closest("td");
      if (around) cells.add(around);
      for (const node of addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        if (node.matches("td")) cells.add(node);
        node.querySelectorAll("td").forEach((cell) => cells.add(cell));
      }
    }
    cells.forEach(name);
  }).observe(document, { childList: true, subtree: true });
}
