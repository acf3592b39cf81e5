"""The picture home opens with: milestones above, cash below, on one time axis. Pure: figures in, marks out.

Places across are per cent of the width (`"12.5%"`), so that letters keep their size at any width; down they are pixels.
What is cash is left out for whoever may not see it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from .axis import Axis, Tick, per_cent
from .cash import CashMarks, Fan, cash_marks
from .lettering import NARROW, WIDE, Placed, Word, placed
from .milestones import LINE, Line, Stretch, line_of

HEAD, GAP = 22, 26  # the months; between milestones and cash
FOOT, MORE, BASE = 28, 16, 18  # what stands below, a second line of it, and where its letters stand
TONES = {"today": "strong", "due": "tone-accent", "out": "tone-warn"}


@dataclass(frozen=True, slots=True)
class Words:
    """What is written below the picture, each (wide, short), and at the balance."""

    today: tuple[str, str]
    due: tuple[str, str] = ("", "")
    out: tuple[str, str] = ("", "")
    floor: tuple[str, str] = ("", "")
    balance: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Words below the picture; `room` is "wide" or "phone" where they are for one of them alone."""

    key: str
    text: str
    x: str
    y: int
    anchor: str
    room: str

    @property
    def tone(self) -> str:
        return TONES.get(self.key, "")


@dataclass(frozen=True, slots=True)
class Picture:
    """All marks. `due` is where the line of the due day runs, empty without one."""

    axis: Axis
    height: int
    bottom: int
    ticks: tuple[tuple[Tick, str], ...]
    today: str
    due: str
    due_from: int
    lines: tuple[Line, ...]
    cash: CashMarks | None
    notes: tuple[Note, ...]

    @property
    def due_to(self) -> int:
        return self.bottom + 8


def draw(stretches: Sequence[Stretch], fan: Fan | None, words: Words, today: dt.date) -> Picture:
    """Draw milestones in their order, and cash where it is given."""
    axis = Axis.around(today, (day for row in stretches for day in (row.due, row.p80)))
    lines = tuple(line_of(axis, row, HEAD + LINE * place + 17, today) for place, row in enumerate(stretches))
    below = HEAD + LINE * len(lines)
    cash = None if fan is None else cash_marks(axis, fan, below + GAP, words.balance)
    bottom = below + 8 if cash is None else cash.bottom
    chosen = next((row for row in stretches if row.is_chosen), None)
    due = axis.held(chosen.due) if chosen is not None and axis.shows(chosen.due) else None
    out = fan.out if fan is not None and axis.shows(fan.out) else None
    words_below = _words(axis, words, today, due, out, with_floor=fan is not None)
    notes = _notes(words_below, bottom + BASE)
    return Picture(
        axis,
        max(note.y for note in notes) + FOOT - BASE,
        bottom,
        tuple((tick, per_cent(tick.x)) for tick in axis.ticks()),
        per_cent(axis.at(today)),
        "" if due is None else per_cent(due),
        next((line.y for line in lines if line.is_chosen), HEAD),
        lines,
        cash,
        notes,
    )


def _notes(words: Sequence[Word], y: int) -> tuple[Note, ...]:
    """Place the words for either width; what stands the same in both is written once."""
    wide, narrow = placed(words, WIDE), placed(words, NARROW)
    both = {*wide} & {*narrow}
    found = [(each, "" if each in both else "wide") for each in wide]
    found += [(each, "phone") for each in narrow if each not in both]
    return tuple(_note(each, y, room) for each, room in found)


def _note(each: Placed, y: int, room: str) -> Note:
    return Note(each.key, each.text, per_cent(each.x), y + MORE * each.line, each.anchor, room)


def _words(
    axis: Axis, words: Words, today: dt.date, due: float | None, out: dt.date | None, *, with_floor: bool
) -> list[Word]:
    """Return the words below, those first that are placed first."""
    found = [Word("today", *words.today, axis.at(today))]
    if due is not None:
        found.append(Word("due", *words.due, due, ("start", "end", "middle")))
    if out is not None:
        found.append(Word("out", *words.out, axis.at(out), ("end", "start", "middle")))
    if with_floor:
        found.append(Word("floor", *words.floor, 0.0, ("start",)))
    return found
