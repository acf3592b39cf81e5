// Keys that do something wherever one is. A person can switch them off: then <body> has no data-shortcuts.
// <dialog id="shortcuts"> shows them at "?"; it stands on pages of a team.
export const shortcutsAreOn = () => document.body.hasAttribute("data-shortcuts");

// Whether a key was pressed alone while nobody types, chooses, or has a dialog open.
export function isFreeKey(event) {
  if (!shortcutsAreOn() || event.defaultPrevented || event.isComposing) return false;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return false;
  const { target } = event;
  return !(target.isContentEditable || target.closest?.("input, textarea, select"));
}

export function watchShortcuts() {
  document.addEventListener("keydown", (event) => {
    const dialog = event.key === "?" && document.getElementById("shortcuts");
    if (!dialog || !isFreeKey(event)) return;
    event.preventDefault();
    dialog.showModal();
  });
}
