"""The words of a kind of row: its verbs as sentences, and its rows' names in the reader's language."""

from functools import cache
from operator import attrgetter

from django.db import models
from django.utils.translation import gettext_lazy as _


class Worded(models.Model):
    """For kinds of rows that something happens to. What a base says of verbs holds for every kind made of it."""

    # Each verb an Activity may record, as a sentence with {who} and {row}.
    verbs = {
        "created": _("{who} created {row}"),
        "changed": _("{who} changed {row}"),
        "discarded": _("{who} removed {row}"),
        "restored": _("{who} restored {row}"),
        "passed_on": _("{who} passed on {row}"),
        "commented": _("{who} commented on {row}"),
        "comment_edited": _("{who} edited a comment on {row}"),
        "comment_removed": _("{who} removed a comment on {row}"),
        "file_attached": _("{who} attached a file to {row}"),
        "file_removed": _("{who} removed a file from {row}"),
    }
    # The field whose old and new value belong into a verb's sentence.
    verb_fields = {}
    # Of these, which say what was done beside the row, and leave it as it is.
    beside = frozenset({"commented", "comment_edited", "comment_removed", "file_attached", "file_removed"})
    sight = ""  # where such a row has the id of the one that who sees it depends on (sight.py), such as "plan.risk_id"
    has_history = True  # whether what happens to such rows is told as theirs; see `as_told`

    class Meta:
        abstract = True

    @classmethod
    def sentence_of(cls, verb):
        """Return the sentence of a verb; raises LookupError for one this kind of row does not have."""
        return cls._known("verbs")[verb]

    @classmethod
    def field_told_by(cls, verb):
        return cls._known("verb_fields").get(verb)

    @classmethod
    @cache
    def known_verbs(cls):
        return frozenset(cls._known("verbs"))

    @classmethod
    def _known(cls, name):
        found = {}
        for base in reversed(cls.__mro__):
            found |= vars(base).get(name, {})
        return found

    def as_told(self, verb, changes):
        """Return in which row's history something that happened to this one is told: (row, verb, changes)."""
        return self, verb, changes

    @property
    def followed_id(self):
        """Return the id of the row that who may see this depends on, or None."""
        return attrgetter(self.sight)(self) if self.sight else None

    @property
    def facts(self):
        """Return what the name of this row is made of where words of the product are part of it, else None."""
        return None

    @classmethod
    def name_from(cls, facts):
        """Return the name of a row in the reader's language."""
        raise LookupError(f"{cls.__name__} rows are named by people")

    @property
    def short_name(self):
        """Return the name where a history tells which row this field points at."""
        return str(self)

    @classmethod
    def in_words(cls, name, value):
        """Return what a stored value of a field means, where neither its type nor its choices tell; else None."""
        return
