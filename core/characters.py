"""Characters that are no text: those refused, and those that only hide or turn what stands beside them."""

import re

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]")
# No width, or another direction than the letters have: two names that look the same would differ, and one could be
# made to read backwards. What joins letters or emoji (U+200C, U+200D) stays.
HIDDEN = re.compile(r"[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
