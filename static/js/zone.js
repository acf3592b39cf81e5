// A time zone field knows the browser's own zone: data-suggest-zone="fill" takes it, "offer" shows it below the field.
const field = document.querySelector("[data-suggest-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (field && [...field.options].some((option) => option.value === zone) && field.value !== zone) {
  if (field.dataset.suggestZone === "fill") field.value = zone;
  else offer();
}

function offer() {
  const line = document.getElementById("zone-offer");
  line.querySelector("[data-zone-name]").textContent = zone.replaceAll("_", " ");
  line.querySelector("button").addEventListener("click", () => {
    field.value = zone;
    line.hidden = true;
    field.focus();
  });
  field.after(line);
  line.hidden = false;
}
