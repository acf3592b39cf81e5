// <textarea data-mentions>: after an @, the people the form can notify are offered by name. Their names are those of the
// boxes "mentioned" in the same form; without JavaScript one ticks those, or types the name.
const FIELD = "textarea[data-mentions]";
const OPEN = /(?:^|[^A-Za-z0-9._%+-])@([^@\n]{0,40})$/; // what was typed since the last @
const SHOWN = 8;

export function watchMentions() {
  document.addEventListener("input", ({ target }) => target.matches?.(FIELD) && offer(target));
  document.addEventListener("keydown", steer, true);
  document.addEventListener("focusout", ({ target }) => target.matches?.(FIELD) && close(target));
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-mention-list]")) event.preventDefault(); // the field keeps the focus
  });
  document.addEventListener("click", ({ target }) => {
    const option = target.closest("[data-mention-list] [role=option]");
    if (option) take(option.closest(".field").querySelector(FIELD), option);
  });
}

const listOf = (field) => field.parentElement.querySelector("[data-mention-list]");
const options = (list) => [...list.querySelectorAll("[role=option]")];

function names(field) {
  const boxes = field.form.querySelectorAll("input[name=mentioned]");
  return [...boxes].map((box) => box.closest("label")?.textContent.trim()).filter(Boolean);
}

function typed(field) {
  return field.value.slice(0, field.selectionStart).match(OPEN)?.[1];
}

function offer(field) {
  const words = typed(field)?.toLocaleLowerCase();
  const fits = (name) => name.split(/\s+/).some((_, place, all) => all.slice(place).join(" ").startsWith(words));
  const found = words === undefined ? [] : names(field).filter((name) => fits(name.toLocaleLowerCase())).slice(0, SHOWN);
  if (!found.length) return close(field);
  const list = listOf(field) ?? made(field);
  list.replaceChildren(...found.map((name, place) => option(`${list.id}-${place}`, name)));
  list.hidden = false;
  mark(field, list.firstElementChild);
}

function made(field) {
  const list = document.createElement("div");
  Object.assign(list, { className: "mention-list", id: `${field.id}-people`, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0]?.textContent.trim() ?? "@");
  list.dataset.mentionList = "";
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-autocomplete", "list");
  return list;
}

function option(id, name) {
  const made = document.createElement("div");
  made.id = id;
  made.textContent = name;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  return made;
}

function mark(field, chosen) {
  for (const each of options(listOf(field))) each.setAttribute("aria-selected", String(each === chosen));
  field.setAttribute("aria-activedescendant", chosen.id);
}

function close(field) {
  const list = listOf(field);
  if (!list) return;
  list.hidden = true;
  field.removeAttribute("aria-activedescendant");
}

function steer(event) {
  const field = event.target;
  if (!field.matches?.(FIELD) || event.isComposing) return;
  const list = listOf(field);
  if (!list || list.hidden) return;
  const all = options(list);
  const place = all.findIndex((each) => each.ariaSelected === "true");
  if (event.key === "ArrowDown") mark(field, all[(place + 1) % all.length]);
  else if (event.key === "ArrowUp") mark(field, all.at(place - 1));
  else if (event.key === "Enter" || event.key === "Tab") take(field, all[place]);
  else if (event.key === "Escape") close(field);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function take(field, option) {
  const end = field.selectionStart;
  field.setRangeText(`${option.textContent} `, end - typed(field).length, end, "end");
  close(field);
  field.focus();
}
