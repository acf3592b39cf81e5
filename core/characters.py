"""Characters that are no text: those refused, and those that only hide or turn what stands beside them."""

import re

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# No width, or another direction than the letters have: two names that look the same would differ, and one could be
# made to read backwards. What joins letters or emoji (U+200C, U+200D) stays.
HIDDEN = re.compile(r"[\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
# Nothing but these, and a name cannot be seen: spaces, joiners, fillers of Hangul and Braille, selectors of variants.
UNSEEN = re.compile(r"[\s\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c\u200d\u2800\u3164\ufe00-\ufe0f\uffa0]*")


def without_halves(text: str) -> str:
    """Return a text with a question mark for each half of a surrogate pair, which no answer could carry."""
    return text.encode(errors="replace").decode()
