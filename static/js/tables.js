// Tells every cell the name of its column, for the rows that become cards where a table has little room,
// and marks the cells that say nothing, which a card leaves out.
export function watchTables() {
  const name = (table) => {
    const names = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent.trim());
    for (const body of table.tBodies) for (const row of body.rows) nameCells(row, names);
  };
  const nameAll = (root) => {
    const around = root.closest?.("table.table");
    if (around) name(around);
    root.querySelectorAll("table.table").forEach(name);
  };
  nameAll(document);
  document.addEventListener("htmx:load", (event) => nameAll(event.target));
}

function nameCells(row, names) {
  [...row.cells].forEach((cell, at) => {
    if (cell.tagName !== "TD" || cell.matches(".actions")) return;
    if (names[at]) cell.dataset.label = names[at];
    cell.toggleAttribute("data-blank", ["", "–"].includes(cell.textContent.trim()));
  });
}
