// <button data-copy="id" data-copied="Copied"> takes the value of #id to the clipboard and says so for a moment.
const MOMENT = 2000;

export function watchCopying() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    await take(source);
    const word = button.querySelector("[data-word]") ?? button;
    const before = word.textContent;
    if (before === button.dataset.copied) return;
    word.textContent = button.dataset.copied;
    setTimeout(() => (word.textContent = before), MOMENT);
  });
}

async function take(source) {
  const text = source.value ?? source.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    source.select?.();
    document.execCommand("copy");
  }
}
