// Risk meeting: <div data-meeting> whose links and buttons name their keys in data-meeting-key; R and D go to the fields.
const FIELDS = { r: "id_probability", d: "id_note" };

export function watchMeetings() {
  document.addEventListener("keydown", (event) => {
    const meeting = document.querySelector("[data-meeting]");
    if (!meeting || event.altKey || event.ctrlKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    if (event.target.closest("input, select, textarea, dialog[open]")) {
      if (event.key === "Escape" && meeting.contains(event.target)) document.getElementById("card-heading").focus();
      return;
    }
    const target = FIELDS[event.key] ? document.getElementById(FIELDS[event.key]) : keyed(meeting, event.key);
    if (!target) return;
    event.preventDefault();
    if (FIELDS[event.key]) target.focus();
    else target.click();
  });
}

const keyed = (meeting, key) =>
  [...meeting.querySelectorAll("[data-meeting-key]")].find((each) => each.dataset.meetingKey.split(" ").includes(key));
