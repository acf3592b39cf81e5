"""A risk as a bow-tie: causes at the left, the event in the middle, effects at the right, barriers in between.

Pure: no Django. Lengths are units of the picture, of which a letter is about 8 wide and a Han letter 12 at the size of
its text, 12. Text is wrapped here, because an SVG wraps none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 1060
LETTER, THIN, WIDE = 7.6, 4.4, 12.0
FIRST_WIDE = "\u2e80"  # from here on letters are as wide as high: Han, kana, hangul, full forms
THIN_ONES = frozenset(" .,:;'|!()-fijlrtI1")
LINE, PADDING, GAP = 16, 10, 14
LINES_AT_MOST = 5  # of one box
NOTE_LINES = 2
LETTERS_AT_MOST = 300  # of one text; the list below the picture has all
COLUMNS = {"cause": (0, 190), "response": (222, 178), "event": (432, 196), "plan": (660, 178), "effect": (870, 190)}


@dataclass(frozen=True, slots=True)
class Item:
    """What a box says: its kind is a column, `note` a word below it such as a state."""

    kind: str
    text: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a box and where it stands."""

    text: str
    x: float
    y: float
    is_note: bool


@dataclass(frozen=True, slots=True)
class Box:
    """One item with its place and the lines of its text."""

    item: Item
    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def right(self) -> float:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class BowTie:
    """The boxes, the lines from causes to the event and on to effects as (x1, y1, x2, y2), and the height of it all."""

    boxes: tuple[Box, ...]
    ways: tuple[tuple[float, float, float, float], ...]
    height: float


def bow_tie_of(items: Sequence[Item]) -> BowTie:
    """The picture of items, of which one is the event; each column is centred on it."""
    columns = {kind: [item for item in items if item.kind == kind] for kind in COLUMNS}
    wrapped = {kind: [_wrapped(item) for item in column] for kind, column in columns.items()}
    heights = {kind: sum(_height(lines) + GAP for _item, lines in column) - GAP for kind, column in wrapped.items()}
    height = max(120, *heights.values())
    boxes = tuple(box for kind, column in wrapped.items() for box in _stacked(column, (height - heights[kind]) / 2))
    event = next(box for box in boxes if box.item.kind == "event")
    causes = ((box.right, box.middle, event.x, event.middle) for box in boxes if box.item.kind == "cause")
    effects = ((event.right, event.middle, box.x, box.middle) for box in boxes if box.item.kind == "effect")
    return BowTie(boxes, (*causes, *effects), height)


def _wrapped(item: Item) -> tuple[Item, list[tuple[str, bool]]]:
    room = COLUMNS[item.kind][1] - 2 * PADDING
    lines = [(line, False) for line in wrap(item.text, room, LINES_AT_MOST)]
    return item, lines + [(line, True) for line in wrap(item.note, room, NOTE_LINES)]


def _height(lines: Sequence[tuple[str, bool]]) -> float:
    return len(lines) * LINE + 2 * PADDING


def _stacked(column: Sequence[tuple[Item, list[tuple[str, bool]]]], top: float) -> list[Box]:
    boxes = []
    for item, lines in column:
        x, width = COLUMNS[item.kind]
        placed = tuple(
            Line(text, x + PADDING, top + PADDING + LINE * place + 12, is_note)
            for place, (text, is_note) in enumerate(lines)
        )
        boxes.append(Box(item, x, top, width, _height(lines), placed))
        top += _height(lines) + GAP
    return boxes


def wrap(text: str, room: float, most: int) -> list[str]:
    """The lines of a text in a room so wide, so many at most; what does not fit ends in dots."""
    lines, cut = [""], text[:LETTERS_AT_MOST]
    for piece in _pieces(cut):
        if length(lines[-1] + piece.rstrip()) <= room:
            lines[-1] += piece
            continue
        if lines[-1].strip():
            lines.append("")
        *whole, rest = _broken(piece, room)
        lines[-1:] = [*whole, rest.lstrip()]
    found = [line.strip() for line in lines if line.strip()]
    if len(found) <= most and len(text) <= LETTERS_AT_MOST:
        return found
    last = _fitting(found[most - 1 : most][0] if len(found) >= most else found[-1], room - WIDE)
    return [*found[: min(most, len(found)) - 1], f"{last.rstrip()}…"]


def _pieces(text: str) -> list[str]:
    """The parts between which a line may end: words with the space behind them, and single Han letters."""
    pieces, word = [], ""
    for letter in " ".join(text.split()):
        if _is_wide(letter):
            pieces += [word, letter] if word else [letter]
            word = ""
        else:
            word += letter
            if letter == " ":
                pieces.append(word)
                word = ""
    return [*pieces, word] if word else pieces


def _broken(word: str, room: float) -> list[str]:
    """The parts of a word that is longer than the room, the last of them with what stands behind it."""
    parts = []
    while length(word.rstrip()) > room:
        parts.append(_fitting(word, room))
        word = word[len(parts[-1]) :]
    return [*parts, word]


def _fitting(text: str, room: float) -> str:
    kept = text
    while len(kept) > 1 and length(kept) > room:
        kept = kept[:-1]
    return kept


def length(text: str) -> float:
    """How long a text is, roughly."""
    return sum(WIDE if _is_wide(each) else THIN if each in THIN_ONES else LETTER for each in text)


def _is_wide(letter: str) -> bool:
    return letter >= FIRST_WIDE
