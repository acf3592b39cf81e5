"""What belongs to a risk, as one cell of a table holds it: entries parted by semicolons. Pure: no Django.

A milestone is `M-12 Public beta [5..10..20 days]`, an action `A-3 Gold set [in_progress | 2026-05-01 | Ana]`, a plan
`C-2 Switch to the second vendor when: the vendor announces the end`. A backslash keeps the character behind it from
parting anything.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Entry = dict[str, Any]

ENTRIES_AT_MOST = 100  # of one cell
_PARTING = ";[]\\|"
_CODE = re.compile(r"([MAC]-\d{1,9})(?: |$)")
_EFFECT = re.compile(
    r"(?:(?P<min>-?\d{1,4})?\.\.)?(?P<likely>-?\d{1,4})(?:\.\.(?P<max>-?\d{1,4}))? ?"
    r"(?P<unit>days?|d|%|天)?(?P<beside> parallel)?"
)
_WHEN = " when: "


def milestones_cell(entries: Iterable[Entry]) -> str:
    """The cell of the milestones a risk concerns, each with its effect where somebody estimated it."""
    return "; ".join(_written(each, [_effect(each)] if each.get("effect") else []) for each in entries)


def actions_cell(entries: Iterable[Entry]) -> str:
    """The cell of the actions against a risk."""
    parts = ((each, [each["state"], each["due_on"] or "", _name(each["owner"])]) for each in entries)
    return "; ".join(_written(each, some) for each, some in parts)


def plans_cell(entries: Iterable[Entry]) -> str:
    """The cell of the contingency plans of a risk, each with what it waits for."""
    return "; ".join(_written(each, [""] if _WHEN in each["title"] else []) + _told(each) for each in entries)


def read_milestones(cell: str) -> list[Entry]:
    """The milestones a cell names; one whose effect cannot be read says so as `unreadable`."""
    return [_milestone(*_parts(text)) for text in _entries(cell)]


def read_actions(cell: str) -> list[Entry]:
    """The actions a cell names."""
    found = []
    for text in _entries(cell):
        code, title, some = _parts(text)
        state, due, owner = (*some, "", "", "")[:3]
        found.append({"code": code, "title": title, "state": state, "due_on": due, "owner": {"name": owner}})
    return found


def read_plans(cell: str) -> list[Entry]:
    """The plans a cell names; without a title, what a plan waits for is its title."""
    found = []
    for text in _entries(cell):
        head, rest = _waiting(text)
        code, title, _none = _parts(head)
        waits = [_bare(each) for each in _split(rest, "|")] if rest else []
        triggers = [{"kind": "manual", "text": each} for each in waits if each]
        found.append({"code": code, "title": title, "triggers": triggers})
    return found


def _written(entry: Entry, some: list[str]) -> str:
    name = " ".join(filter(None, (entry.get("code"), _safe(entry["title"]))))
    return f"{name} [{' | '.join(map(_safe, some))}]" if some else name


def _effect(entry: Entry) -> str:
    low, likely, high = (entry[f"effect_{name}"] for name in ("min", "likely", "max"))
    before = "" if low is None and high is None else f"{'' if low is None else low}.."  # what is left open stays so
    figures = f"{before}{likely}{'' if high is None else f'..{high}'}"
    unit = "%" if entry["effect"] == "factor" else "days"
    return f"{figures} {unit}{' parallel' if entry.get('parallel') else ''}"


def _told(entry: Entry) -> str:
    told = [each["sentence"] for each in entry["triggers"]]
    return _WHEN + " | ".join(map(_safe, told)) if told else ""


def _name(person: Mapping[str, str] | None) -> str:
    return person["name"] if person else ""


def _milestone(code: str, title: str, some: list[str]) -> Entry:
    entry: Entry = {"code": code, "title": title, "effect": ""}
    if not some or not some[0]:
        return entry
    found = _EFFECT.fullmatch(some[0])
    if found is None:
        return entry | {"unreadable": some[0][:60]}
    figures = {f"effect_{name}": found[name] and int(found[name]) for name in ("min", "likely", "max")}
    effect = "factor" if found["unit"] == "%" else "days"
    return entry | figures | {"effect": effect, "parallel": bool(found["beside"])}


def _safe(text: str) -> str:
    """A text none of whose characters part anything; line breaks become spaces."""
    return "".join(f"\\{sign}" if sign in _PARTING else sign for sign in " ".join(text.split()))


def _bare(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).strip()


def _entries(cell: str) -> list[str]:
    return [text for text in map(str.strip, _split(cell, ";")) if text][:ENTRIES_AT_MOST]


def _waiting(text: str) -> tuple[str, str]:
    """The plan itself and, behind its brackets where it has some, what it waits for."""
    closed = next(_places(text, "]"), -1) + 1
    before, _sign, after = text[closed:].partition(_WHEN)
    return text[:closed] + before, after


def _parts(text: str) -> tuple[str, str, list[str]]:
    """Code, title, and what stands in brackets behind it."""
    found = _CODE.match(text)
    code, rest = (found[1], text[found.end() :]) if found else ("", text)
    before, *more = _split(rest, "[")
    inside = _split(more[0], "]")[0] if more else ""
    return code, _bare(before), [_bare(each) for each in _split(inside, "|")] if inside else []


def _split(text: str, sign: str) -> list[str]:
    """The text parted at a sign that no backslash stands before."""
    parts, start = [], 0
    for at in _places(text, sign):
        parts.append(text[start:at])
        start = at + 1
    return [*parts, text[start:]]


def _places(text: str, sign: str) -> Iterator[int]:
    is_kept = False
    for at, each in enumerate(text):
        if is_kept:
            is_kept = False
        elif each == "\\":
            is_kept = True
        elif each == sign:
            yield at
