// Chooses the horizon a target date falls into, as long as nobody has chosen one:
// <select data-horizon-of="id_target_on" data-lanes="short:2026-09-02 mid:2028-03-02 long:">.
export function watchHorizons() {
  document.addEventListener("input", ({ target }) => {
    if (target.matches("[data-horizon-of]")) delete target.dataset.suggested;
    document.querySelectorAll(`[data-horizon-of="${CSS.escape(target.id)}"]`).forEach((select) => suggest(select, target.value));
  });
}

function suggest(select, day) {
  if (select.value !== (select.dataset.suggested ?? "")) return;
  const lanes = select.dataset.lanes.split(" ").map((lane) => lane.split(":"));
  // Days written as 2026-09-02 stand in the order of the calendar.
  const [horizon] = lanes.find(([, last]) => day && (!last || day <= last)) ?? [""];
  select.value = select.dataset.suggested = horizon;
}
