// Risk meeting: <div data-meeting> whose links and buttons name their keys in data-meeting-key; R and D go to the fields.
import { isFreeKey } from "./shortcuts.js";

const FIELDS = { r: "id_probability", d: "id_note" };

export function watchMeetings() {
  document.addEventListener("keydown", (event) => {
    const meeting = document.querySelector("[data-meeting]");
    if (!meeting || event.repeat) return;
    if (event.key === "Escape" && event.target.closest("[data-meeting] :is(input, select, textarea)")) {
      document.getElementById("card-heading").focus();
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const field = document.getElementById(FIELDS[key] ?? "");
    const target = field ?? keyed(meeting, key);
    if (!target || !isFreeKey(event)) return;
    event.preventDefault();
    if (field) field.focus();
    else target.click();
  });
}

const keyed = (meeting, key) =>
  [...meeting.querySelectorAll("[data-meeting-key]")].find((each) => each.dataset.meetingKey.split(" ").includes(key));
