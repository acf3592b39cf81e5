// Filter chips: send on change, keep empty fields out of the address, and mark what narrows the list.
export function watchFilters() {
  document.addEventListener("formdata", (event) => {
    if (!event.target.matches(".filters")) return;
    for (const [name, value] of [...event.formData]) {
      if (value === "") event.formData.delete(name);
    }
  });
  document.addEventListener("input", (event) => mark(event.target.closest?.(".filters")));
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-send-on-change]");
    if (form && !form.matches("[hx-get], [hx-post]")) form.requestSubmit();
  });
}

function mark(form) {
  if (!form) return;
  let any = false;
  for (const chip of form.querySelectorAll(".chip")) {
    const active = [...chip.querySelectorAll("input, select")].some(isSet);
    chip.toggleAttribute("data-active", active);
    any ||= active;
  }
  form.querySelector("[data-left-out]")?.remove();
  form.querySelector("[data-clear]")?.toggleAttribute("hidden", !any);
}

function isSet(control) {
  return control.type === "checkbox" || control.type === "radio" ? control.checked : control.value !== (control.dataset.start ?? "");
}
