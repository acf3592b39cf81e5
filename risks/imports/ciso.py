"""Risk scenarios of CISO Assistant: its export and its import file, which differ in names. Pure: no Django."""

from collections.abc import Mapping

from .records import Problem, Record

NEEDED = frozenset({"ref id", "name", "treatment"})
SOME = frozenset({"current proba", "current impact", "residual proba", "residual impact"})
SOURCE = "ciso-assistant"
CATEGORY = "security"
NOT_RATED = {"-1", "--", ""}
# Its treatments are our strategies, but for two: what is open has none yet, and what is cancelled was no risk.
TREATMENTS = {"open": "", "mitigate": "mitigate", "accept": "accept", "avoid": "avoid", "transfer": "transfer"}
CANCELLED = "cancelled"
RATED = {
    f"{score}_{ours}": f"{score} {theirs}"
    for score in ("inherent", "current", "residual")
    for ours, theirs in (("p", "proba"), ("i", "impact"))
}
CALLED = {ours: (theirs,) for ours, theirs in RATED.items()}  # our columns, by its names


def record(line: int, texts: Mapping[str, str]) -> Record:
    """A scenario: its threats are the cause, its assets what is concerned."""
    treatment = texts.get("treatment", "").casefold()
    problems: tuple[Problem, ...] = ()
    if treatment not in TREATMENTS and treatment not in (CANCELLED, ""):
        problems = (("treatment_unknown", {"value": treatment[:60], "known": ", ".join((*TREATMENTS, CANCELLED))}),)
    told = {
        "title": texts["name"],
        "event": texts.get("description", ""),
        "cause": texts.get("threats", ""),
        "effect": texts.get("assets", ""),
        "strategy": TREATMENTS.get(treatment, ""),
        "category": "",
        "external_source": SOURCE,
        "external_id": texts["ref id"],
    }
    if treatment == CANCELLED:
        told |= {"status": "rejected", "closure_reason": "not_a_risk"}
    told |= {ours: _rated(texts.get(theirs, "")) for ours, theirs in RATED.items()}
    controls = texts.get("existing applied controls") or texts.get("existing controls", "")
    actions = [*_controls(controls, "done"), *_controls(texts.get("additional controls", ""), "todo")]
    return Record(line, told, {"actions": actions}, problems=problems)


def _rated(text: str) -> str:
    return "" if text in NOT_RATED else text


def _controls(cell: str, state: str) -> list[dict[str, object]]:
    """Each line of a cell is a control by itself."""
    names = (line.strip(" -•\t") for line in cell.replace("|", "\n").splitlines())
    found: list[dict[str, object]] = [
        {"code": "", "title": name, "state": state, "due_on": "", "owner": {}} for name in names if name
    ]
    return found[:100]
