"""The one form of Unicode in which texts are compared, made in a time that grows with their length alone.

Normalising puts the combining marks of a letter in order, and does so in a time that grows with the square of their
number: 25,000 marks on one letter hold the interpreter for seconds. Nothing else in the product calls
`unicodedata.normalize`.
"""

import re
import unicodedata

MOST_CHARACTERS = 50_000  # of one text; all that is searched of a row together is shorter
# Stream-Safe Text Format (UAX #15, section 13) counts this many; no writing system comes near.
MOST_MARKS = 30
JOINER = "\u034f"  # what that format puts between the marks: it shows nothing, and no mark moves across it

# Marks are neither letters nor digits nor spaces. Two are, and are replaced by what normalising makes of them anyway.
_LONG_RUN = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}}")
_HALF_WIDTH = {"\uff9e": "\u3099", "\uff9f": "\u309a"}


def normal_form(text: str) -> str:
    """A text in the form NFKC, cut to MOST_CHARACTERS; a run of combining marks is broken after each MOST_MARKS."""
    text = text[:MOST_CHARACTERS]
    if text.isascii():
        return text
    for half, whole in _HALF_WIDTH.items():
        text = text.replace(half, whole)
    return unicodedata.normalize("NFKC", _LONG_RUN.sub(_broken, text))[:MOST_CHARACTERS]


def base_letters(text: str) -> str:
    """A text in normal form without the marks of its letters: "café" is "cafe"."""
    apart = unicodedata.normalize("NFKD", normal_form(text))
    return "".join(letter for letter in apart if letter != JOINER and not unicodedata.combining(letter))


def _broken(run: re.Match[str]) -> str:
    """The run in pieces, with a joiner before each that begins with a mark; signs such as emoji stay as they are."""
    first, *others = (run[0][start : start + MOST_MARKS] for start in range(0, len(run[0]), MOST_MARKS))
    return "".join([first, *(f"{JOINER}{piece}" if _is_mark(piece[0]) else piece for piece in others)])


def _is_mark(character: str) -> bool:
    """Whether a character, taken apart, begins with one that has its place among the marks of a letter."""
    return unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) > 0
