"""“Send me this alert now”: holds as long as the row is there for the person who asked."""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from risks.scoring import LEVEL_WORDS

from .base import EventRule, Topic
from .words import Wording, due_headline

NOTICE = "notice"


def notice_words(alert, values, today):
    if not values.get("is_open", True):
        return Wording(gettext("%(name)s is closed") % values, gettext("Nothing is due."))
    if alert.about_on:
        return Wording(due_headline(alert, values, today), gettext("This is the alert you asked for."))
    level = values.get("level")
    text = gettext("%(name)s is rated “%(level)s”") if level else gettext("%(name)s has neither date nor rating")
    facts = {"name": values["name"], "level": gettext(LEVEL_WORDS[level]) if level else ""}
    return Wording(text % facts, gettext("This is the alert you asked for."))


@dataclass(frozen=True, eq=False)
class Notices(EventRule):
    """Of rows of any kind, and not found by scans: alerts/notices.py makes them."""

    def rows(self, queryset, ids):
        return {row.pk: row for row in queryset.filter(pk__in=ids)}

    def why_not(self, alert, row, team, membership, now):
        return None


NOTICES = Notices(
    Topic(
        NOTICE,
        _("Sent by hand"),
        _("what you ask for with “Send me this alert now”"),
        notice_words,
        is_optional=False,
    )
)
