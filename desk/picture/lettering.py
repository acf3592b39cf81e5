"""Where words find room in a picture whose width is not known: as wide as it may be at least, and on a phone. Pure.

Lengths are pixels at a size of 12; places are per cent of the width.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDE, NARROW = 640.0, 310.0  # the least a picture has where it shows wide words, and on a phone
LETTER, THIN, HAN = 7.2, 4.0, 12.0
FIRST_HAN = "\u2e80"  # from here on letters are as wide as high: Han, kana, hangul, full forms
THIN_ONES = frozenset(" .,:;'|!()-fijlrtI1")
APART = 6.0
LINES = 2  # below the picture
ANCHORS = ("middle", "start", "end")


@dataclass(frozen=True, slots=True)
class Word:
    """What stands at a place: `wide` where there is room, else `short`; with the anchors it may have, best first."""

    key: str
    wide: str
    short: str
    x: float
    anchors: tuple[str, ...] = ANCHORS


@dataclass(frozen=True, slots=True)
class Placed:
    """A text at the place of its word, with its line (0 is the first) and its anchor."""

    key: str
    text: str
    x: float
    line: int
    anchor: str


def length(text: str) -> float:
    """How long a text is, roughly: Han letters are as wide as they are high."""
    return sum(_size(letter) for letter in text)


def _size(letter: str) -> float:
    if letter >= FIRST_HAN:
        return HAN
    return THIN if letter in THIN_ONES else LETTER


def fitted(text: str, room: float) -> str:
    """The text, cut with dots where it does not fit."""
    if length(text) <= room:
        return text
    kept = text
    while kept and length(kept) + LETTER > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def placed(words: Sequence[Word], width: float) -> tuple[Placed, ...]:
    """Give each word the first line and anchor where it touches no other and no edge of a picture of this width."""
    found: list[Placed] = []
    for word in words:
        text = word.wide if width >= WIDE else word.short
        options = [Placed(word.key, text, word.x, line, anchor) for line in range(LINES) for anchor in word.anchors]
        free = (option for option in options if _fits(option, found, width))
        found.append(next(free, options[-len(word.anchors)]))
    return tuple(found)


def _fits(option: Placed, others: Sequence[Placed], width: float) -> bool:
    start, end = span(option, width)
    spans = [span(other, width) for other in others if other.line == option.line]
    return start >= -1 and end <= width + 1 and all(start >= after + APART or end + APART <= at for at, after in spans)


def span(option: Placed, width: float) -> tuple[float, float]:
    """From where to where a text goes in a picture of this width."""
    at, size = option.x / 100 * width, length(option.text)
    start = at - {"start": 0.0, "middle": size / 2, "end": size}[option.anchor]
    return start, start + size
