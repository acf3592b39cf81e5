// The search in a dialog: <dialog id="palette" data-team> holds a text field, whose matches htmx puts into
// #palette-results. Opened by Ctrl/⌘-K, "/" and [data-palette], a link that leads to the search page otherwise.
// What was opened lately is kept in this browser, by kind and id alone; the server shows what of it one may see.
import { isFreeKey, shortcutsAreOn } from "./shortcuts.js";

const KEPT = 8;
const ROW = /^\/t\/[^/]+\/(.+\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/$/; // "milestones/<id>" is kept

let palette; // null outside a team
let asked = ""; // the words that the matches are of, or will be; one request is under way at a time
let opensFirst = false; // whether Enter was pressed meanwhile

export function watchPalette() {
  palette = document.getElementById("palette");
  if (!palette) return;
  remember();
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-palette]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if (!asks(event)) return;
    event.preventDefault();
    open();
  });
  field().addEventListener("keydown", steer);
  palette.addEventListener("close", empty);
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.elt !== field()) return;
    asked = field().value;
    detail.parameters = { q: asked, seen: asked.trim() ? [] : kept() };
  });
  document.addEventListener("htmx:afterSwap", ({ target }) => target.id === "palette-results" && show());
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(failure, ({ detail }) => detail.elt === field() && say(palette.dataset.failed));
  }
}

const field = () => palette.querySelector("[name=q]");
const results = () => palette.querySelector("#palette-results");
const options = () => [...results().querySelectorAll("[role=option]")];
const active = () => results().querySelector("[aria-selected=true]");
const isOutdated = () => asked !== field().value; // more was typed since
const say = (text) => (palette.querySelector("[role=status]").textContent = text ?? "");

function asks(event) {
  const withK = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
  if (withK) return shortcutsAreOn() && !document.querySelector("dialog[open]");
  return event.key === "/" && isFreeKey(event);
}

function open() {
  palette.showModal();
  field().dispatchEvent(new Event("opened"));
}

function empty() {
  field().value = "";
  results().replaceChildren();
  field().setAttribute("aria-expanded", "false");
  field().removeAttribute("aria-activedescendant");
  asked = "";
  opensFirst = false;
  say("");
}

function show() {
  if (!palette.open) return empty();
  field().setAttribute("aria-expanded", String(options().length > 0));
  field().removeAttribute("aria-activedescendant");
  results().scrollTop = 0;
  choose(options()[0]);
  say(results().querySelector("[data-said]")?.dataset.said);
  if (isOutdated()) return;
  if (opensFirst) active()?.click();
  opensFirst = false;
}

function steer(event) {
  if (event.isComposing || event.keyCode === 229) return; // an input method is still at work
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const all = options();
    choose(all.at((all.indexOf(active()) + (event.key === "ArrowDown" ? 1 : -1)) % all.length));
  } else if (event.key === "Enter" && isOutdated()) {
    event.preventDefault();
    opensFirst = true;
  } else if (event.key === "Enter" && active()) {
    event.preventDefault();
    active().click();
  }
}

function choose(option) {
  if (!option) return;
  active()?.setAttribute("aria-selected", "false");
  option.setAttribute("aria-selected", "true");
  field().setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

// What was opened lately

const place = () => `recent:${palette.dataset.team}`;

function kept() {
  try {
    const rows = JSON.parse(localStorage.getItem(place()));
    return Array.isArray(rows) ? rows.slice(0, KEPT) : [];
  } catch {
    return []; // storage is off, or holds what is not ours
  }
}

function remember() {
  const [, row] = location.pathname.match(ROW) ?? [];
  if (!row) return;
  try {
    localStorage.setItem(place(), JSON.stringify([row, ...kept().filter((each) => each !== row)].slice(0, KEPT)));
  } catch {
    // Not remembered where storage is off.
  }
}
