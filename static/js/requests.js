// htmx: a form that comes back with errors (422) is swapped in; any other failure is said at the top of the page.
export function watchRequests() {
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status === 422 && xhr.getResponseHeader("Content-Type")?.startsWith("text/html")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const plain = xhr.status === 422 && xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
    tell(plain ? xhr.responseText : wordsFor(xhr.status));
  });
  document.addEventListener("htmx:sendError", () => tell(wordsFor(0)));
  document.addEventListener("htmx:beforeRequest", () => tell(""));
  // <form data-focus="id">: what was sent is replaced with its form, and the next one is typed there.
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    document.getElementById(detail.requestConfig?.elt.dataset.focus)?.focus();
  });
}

function wordsFor(status) {
  const words = document.getElementById("problem").dataset;
  if (status === 0) return words.offline;
  if (status === 403) return words.refused;
  if (status === 404) return words.gone;
  return words.failed;
}

export function tell(text) {
  const region = document.getElementById("problem");
  region.querySelector("p").textContent = text;
  region.hidden = !text;
}
