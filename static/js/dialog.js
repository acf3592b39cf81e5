// <form data-confirm="id"> asks <dialog id="id"> before it is sent; <button data-dialog="id"> opens one.
// Without JavaScript the form is sent as it is.
export function watchDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      document.getElementById(opener.dataset.dialog)?.showModal();
      event.preventDefault();
    }
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) closer.closest("dialog").close();
    if (event.target instanceof HTMLDialogElement && outside(event)) event.target.close();
  });
  document.addEventListener("submit", ask, true);
}

function ask(event) {
  const form = event.target;
  const dialog = form.dataset.confirm && document.getElementById(form.dataset.confirm);
  if (!dialog || form.dataset.confirmed !== undefined) return;
  event.preventDefault();
  event.stopPropagation();
  dialog.querySelector("[data-dialog-yes]").onclick = () => {
    form.dataset.confirmed = "";
    dialog.close();
    form.requestSubmit(event.submitter);
  };
  dialog.showModal();
}

function outside(event) {
  const box = event.target.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
