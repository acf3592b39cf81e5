"""What stands in a comment beside plain words: links, numbers such as M-41, and the people it calls. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .mentions import mentions_in

# Chinese puts no space after a link; its own marks end it.
LINK = re.compile(r"https?://[^\s<>\"“”「」『』（）【】《》，。；：！？、…]+", re.IGNORECASE)
# What ends a sentence, or a bracket around a link, and is no part of it.
AFTER_A_LINK = ".,;:!?'*_~)]}"
BRACKETS = {")": "(", "]": "[", "}": "{"}
MARKED_AT_MOST = 40  # of one text: a page shows fifty comments, and each mark is a link to build and to send


class Kind(StrEnum):
    """What a part of a text is."""

    WORDS = "words"
    LINK = "link"
    NUMBER = "number"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and what it is."""

    kind: Kind
    text: str


def pieces(text: str, *, prefixes: Iterable[str], names: Iterable[str]) -> Iterator[Piece]:
    """Yield a text in parts, each character once; links come before numbers, and numbers before people.

    After the first MARKED_AT_MOST the rest of the text is plain words.
    """
    found = _apart([*_links(text), *_numbers(text, prefixes), *_people(text, names)])
    place = 0
    for start, (end, kind) in sorted(found.items())[:MARKED_AT_MOST]:
        if start > place:
            yield Piece(Kind.WORDS, text[place:start])
        yield Piece(kind, text[start:end])
        place = end
    if place < len(text):
        yield Piece(Kind.WORDS, text[place:])


def _apart(spans: list[tuple[int, int, Kind]]) -> Mapping[int, tuple[int, Kind]]:
    """Return {start: (end, kind)} of those that lie in none of the ones before them in the list."""
    taken: set[int] = set()
    found = {}
    for start, end, kind in spans:
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            found[start] = (end, kind)
    return found


def _links(text: str) -> Iterator[tuple[int, int, Kind]]:
    for match in LINK.finditer(text):
        end = _end_of_link(match[0])
        if end > match[0].index("//") + 2:
            yield match.start(), match.start() + end, Kind.LINK


def _end_of_link(link: str) -> int:
    """Return where a link ends; a closing bracket belongs to it where it was opened inside."""
    end, unclosed = len(link), {close: link.count(begin) - link.count(close) for close, begin in BRACKETS.items()}
    while end and link[end - 1] in AFTER_A_LINK:
        last = link[end - 1]
        if last in unclosed:
            if unclosed[last] >= 0:
                break
            unclosed[last] += 1
        end -= 1
    return end


def _numbers(text: str, prefixes: Iterable[str]) -> Iterator[tuple[int, int, Kind]]:
    known = "|".join(map(re.escape, sorted(prefixes)))
    pattern = re.compile(rf"(?<![A-Za-z0-9_\-/.])(?:{known})-[0-9]{{1,9}}(?![A-Za-z0-9_\-])")
    return ((match.start(), match.end(), Kind.NUMBER) for match in pattern.finditer(text))


def _people(text: str, names: Iterable[str]) -> Iterator[tuple[int, int, Kind]]:
    return ((start, end, Kind.PERSON) for start, end, _name in mentions_in(text, names))
