// A choice among many rows: <div data-choice> (data-many: any number of them) with a text field [data-choice-words],
// whose matches htmx puts into [data-choice-list]. Chosen rows are ticked boxes in [data-chosen]. Without JavaScript
// the words are sent with the form, and the server finds what they mean.
const WORDS = "[data-choice-words]";

export function watchChoices() {
  document.addEventListener("focusin", ({ target }) => target.matches?.(WORDS) && prepare(target));
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const root = target.closest?.("[data-choice]");
    if (root && !root.contains(relatedTarget)) close(root);
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, triggeringEvent } = event.detail;
    if (!elt.matches(WORDS)) return;
    event.detail.parameters = { q: elt.value };
    // The list would lie over the error that says what these words mean.
    if (triggeringEvent?.type === "focus" && elt.ariaInvalid === "true" && elt.value === elt.defaultValue) event.preventDefault();
  });
  document.addEventListener("htmx:afterSwap", ({ target }) => target.matches?.("[data-choice-list]") && open(target));
  document.addEventListener("keydown", steer);
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-choice-list]")) event.preventDefault(); // the field keeps the focus
  });
  document.addEventListener("click", ({ target }) => {
    const option = target.closest("[data-choice-list] [role=option]");
    if (option) choose(option);
  });
  document.addEventListener("change", settle, true);
}

const rootOf = (part) => part.closest("[data-choice]");
const listOf = (root) => root.querySelector("[data-choice-list]");
const wordsOf = (root) => root.querySelector(WORDS);
const options = (root) => [...listOf(root).querySelectorAll("[role=option]")];
const active = (root) => listOf(root).querySelector("[aria-selected=true]");

function prepare(field) {
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": `${listOf(rootOf(field)).id}-list` };
  for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
  if (!field.hasAttribute("aria-expanded")) field.setAttribute("aria-expanded", "false");
}

function open(list) {
  const root = rootOf(list);
  if (document.activeElement !== wordsOf(root)) return;
  list.hidden = false;
  wordsOf(root).setAttribute("aria-expanded", "true");
  wordsOf(root).removeAttribute("aria-activedescendant");
}

function close(root) {
  listOf(root).hidden = true;
  wordsOf(root).setAttribute("aria-expanded", "false");
  wordsOf(root).removeAttribute("aria-activedescendant");
}

function steer(event) {
  if (!event.target.matches?.(WORDS) || event.isComposing) return;
  const root = rootOf(event.target);
  const isOpen = !listOf(root).hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (isOpen) move(root, event.key === "ArrowDown" ? 1 : -1);
    else if (options(root).length) open(listOf(root));
  } else if (event.key === "Enter" && isOpen) {
    const found = options(root);
    if (!found.length) return; // the form is sent, and the server says what the words mean
    event.preventDefault();
    if (active(root) || found.length === 1) choose(active(root) ?? found[0]);
    else move(root, 1);
  } else if (event.key === "Escape" && isOpen) {
    event.stopImmediatePropagation(); // a menu around it stays open
    close(root);
  }
}

function move(root, step) {
  const all = options(root);
  const place = all.indexOf(active(root));
  const next = all.at(place < 0 && step < 0 ? -1 : (place + step) % all.length);
  if (!next) return;
  all.forEach((option) => option.setAttribute("aria-selected", String(option === next)));
  wordsOf(root).setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

function choose(option) {
  const root = rootOf(option);
  const chosen = root.querySelector("[data-chosen]");
  let box = [...chosen.querySelectorAll("input")].find((each) => each.value === option.dataset.value);
  if (!box) {
    const tag = root.querySelector("template[data-tag]").content.firstElementChild.cloneNode(true);
    tag.querySelector("span").textContent = option.querySelector("[data-label]").textContent;
    box = tag.querySelector("input");
    box.value = option.dataset.value;
    chosen.append(tag);
  }
  box.checked = true;
  root.querySelector("[data-matches]")?.remove();
  wordsOf(root).value = "";
  close(root);
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

// What is being typed is no choice yet, so nothing else hears of it. Where one row is asked for, the last one counts.
function settle(event) {
  if (event.target.matches(WORDS)) {
    event.stopPropagation();
    return;
  }
  const root = event.target.closest("[data-choice]");
  if (!root || !event.target.closest("[data-chosen]")) return;
  const boxes = [...root.querySelectorAll("[data-chosen] input")];
  if (event.target.checked && !root.hasAttribute("data-many")) {
    boxes.filter((box) => box !== event.target).forEach((box) => (box.checked = false));
  }
  const words = root.closest("details")?.querySelector("[data-choice-summary]");
  if (words) words.textContent = boxes.filter((box) => box.checked).map((box) => box.nextElementSibling.textContent).join(", ") || words.dataset.none;
}
