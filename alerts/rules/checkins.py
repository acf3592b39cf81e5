"""What is told of goals that owe a check-in."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Topic
from .dated import DateRule
from .words import Wording


@dataclass(frozen=True, eq=False, kw_only=True)
class CheckInRule(DateRule):
    """A date rule about the day of the next check-in, where a goal is due by its target date else."""

    date_field = "next_checkin_on"


def checkin_words(alert, values, today):
    """Return “… is due for a check-in since 2 March”."""
    facts = {"name": values["name"], "day": date_format(alert.about_on, "DATE_FORMAT")}
    if alert.about_on == today:
        headline = _("%(name)s is due for its check-in today") % facts
    else:
        headline = _("%(name)s has been due for a check-in since %(day)s") % facts
    return Wording(headline, _("Say in two minutes how it stands, what is done and what is in the way."))


CHECKIN_DUE = Topic(
    "checkin_due",
    gettext_lazy("Check-in due"),
    gettext_lazy("on the day, then after 1, 3 and 7 days, then weekly, five times at most"),
    checkin_words,
)
