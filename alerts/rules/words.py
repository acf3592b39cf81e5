"""How an alert is put into words: a headline and what to do, made from its values in the reader's language."""

import datetime as dt
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of several an alert is about, and whose it is: the id of a membership as text, or None."""

    text: str
    whose: str | None


@dataclass(frozen=True, slots=True)
class Wording:
    """One alert in words; of its lines the reader's own are told first.

    Its link is a `button` where it leads to what has to be done at once.
    """

    headline: str
    todo: str
    lines: tuple[Line, ...] = ()
    button: str = ""


def due_words(todo):
    """Return a topic's words for “… is due in 5 days”, with what is to be done about it."""

    def words(alert, values, today):
        return Wording(due_headline(alert, values, today), str(todo))

    return words


def due_headline(alert, values, today):
    """Return “… is due in 5 days”, “… is due today” or “… is 3 days overdue”."""
    left = (alert.about_on - today).days
    facts = {"name": values["name"], "days": abs(left), "day": day(alert.about_on)}
    if left < 0:
        return (
            ngettext(
                "%(name)s is %(days)d day overdue (due %(day)s)",
                "%(name)s is %(days)d days overdue (due %(day)s)",
                -left,
            )
            % facts
        )
    if left == 0:
        return _("%(name)s is due today") % facts
    return (
        ngettext("%(name)s is due in %(days)d day, on %(day)s", "%(name)s is due in %(days)d days, on %(day)s", left)
        % facts
    )


def day(value):
    """Write a date as the reader writes it."""
    return formats.date_format(dt.date.fromisoformat(value) if isinstance(value, str) else value, "DATE_FORMAT")
