"""Differences of dates in words: “5 working days later”."""

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext


def in_words(days):
    """Return a number of working days, positive for later, as words; nothing for None."""
    if days is None:
        return ""
    if days == 0:
        return gettext("same working day")
    told = {"count": number_format(float(abs(days)), decimal_pos=0 if days % 1 == 0 else 1)}
    number = 1 if abs(days) == 1 else 2 + int(abs(days))  # a part of a day is said in the plural
    if days > 0:
        return ngettext("%(count)s working day later", "%(count)s working days later", number) % told
    return ngettext("%(count)s working day earlier", "%(count)s working days earlier", number) % told


def median_in_words(slip):
    """Return a MedianSlip as words, with the number of milestones it is of."""
    if slip.days is None:
        return gettext("not enough history")
    return in_words(slip.days) if slip.days else gettext("as first planned")
