// Says the weekday of a date field, in the language of the page, the day before the month: <output data-day-of="id_due_on">.
export function watchDates() {
  const { lang } = document.documentElement;
  const told = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang || undefined, {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  const show = (input) => {
    const output = document.querySelector(`[data-day-of="${CSS.escape(input.id)}"]`);
    if (!output) return;
    output.textContent = input.value ? told.format(new Date(`${input.value}T00:00:00Z`)) : "";
  };
  const showAll = (root) => root.querySelectorAll('input[type="date"][id]').forEach(show);
  showAll(document);
  document.addEventListener("input", (event) => event.target.matches?.('input[type="date"]') && show(event.target));
  document.addEventListener("htmx:load", (event) => showAll(event.target));
}
