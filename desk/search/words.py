"""What somebody asks a search for: words, and maybe the number of a row."""

import re
from dataclasses import dataclass
from functools import cached_property

from core.characters import CONTROL
from core.text import search_form

CHARACTERS_AT_MOST = 100
WORDS_AT_MOST = 8
CODE = re.compile(r"([a-z]?)-?(\d{1,9})")


@dataclass(frozen=True)
class Asked:
    """The words in search form; what is longer than is read was cut."""

    text: str

    @classmethod
    def of(cls, typed):
        """Return what was typed, cut before anything reads it."""
        readable = CONTROL.sub(" ", typed[:CHARACTERS_AT_MOST])
        return cls(" ".join(search_form(readable).split()[:WORDS_AT_MOST]))

    def __bool__(self):
        return bool(self.text)

    @property
    def words(self):
        return self.text.split()

    @property
    def spellings(self):
        """Return how a title may begin with it: to fold the letters of each title takes longer than to find it."""
        return sorted({self.text, self.text.upper(), self.text.title(), self.text[:1].upper() + self.text[1:]})

    @cached_property
    def _code(self):
        found = CODE.fullmatch(self.text)
        return (found[1].upper(), int(found[2])) if found else None

    def number_in(self, prefix):
        """Return the number of a row of this prefix that M-41, m41 or 41 means, or None."""
        if not self._code or not prefix:
            return None
        letter, number = self._code
        return number if letter in ("", prefix) else None
