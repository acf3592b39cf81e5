// <details class="fold" data-unfolds="kind" data-value="metric">: the part of a form that belongs to a choice opens when that
// is chosen, and is away while another is. Where something in it was refused it stays.
export function watchFolds() {
  document.addEventListener("change", ({ target }) => {
    if (!target.form) return;
    for (const part of partsOf(target.form)) {
      if (part.dataset.unfolds === target.name && show(part)) part.open = true;
    }
  });
  document.addEventListener("htmx:load", ({ target }) => partsOf(target).forEach(show));
  partsOf(document).forEach(show);
}

function partsOf(element) {
  return element.querySelectorAll("details[data-unfolds]");
}

function show(part) {
  const isChosen = part.closest("form").elements[part.dataset.unfolds].value === part.dataset.value;
  part.hidden = !isChosen && !part.querySelector("[aria-invalid]");
  return isChosen;
}
