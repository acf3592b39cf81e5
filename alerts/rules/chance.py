"""The joint chance fell, or is below the team's line: for who manages the team, and may read its money."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from core.characters import CONTROL
from forecast.models import RunMoney, Settings
from forecast.nights import MoneyNights, below_since, last_fall
from forecast.templatetags.chances import chance
from planner.models import Milestone

from .base import Occurrence, Rule, Topic, recipients
from .nightly import times_of
from .words import Wording

FELL_BY = 0.1


def fell_words(alert, values, today):
    facts = {"name": values["name"], "before": chance(values["before"]), "now": chance(values["now"])}
    headline = _("The chance of %(name)s in time and with money left fell from %(before)s to %(now)s") % facts
    return Wording(headline, _("See on the forecast what helps most."))


def low_words(alert, values, today):
    facts = {"name": values["name"], "line": chance(values["line"]), "now": chance(values["now"])}
    headline = _("The chance of %(name)s in time and with money left is %(now)s: below your line of %(line)s") % facts
    return Wording(headline, _("See on the forecast what helps most."))


@dataclass(frozen=True, eq=False)
class ChanceFalls(Rule):
    """Told once for each fall; the row it is about is the part of a run that only who reads the money may see."""

    fell: Topic
    low: Topic

    model = RunMoney
    is_of_team = True

    @property
    def topics(self):
        return (self.fell, self.low)

    def find(self, scan, ids):
        nights, found = _found(scan.team)
        kept = self._kept(scan)
        for topic, (night, values) in found.items():
            times = times_of(scan, night, is_news=topic == self.fell.name, since=kept.get(nights.target))
            if times is None:
                continue
            yield Occurrence(
                rule=topic,
                kind=self.kind,
                subject_id=nights.part,
                anchor=UUID(nights.target),
                values=values,
                people=recipients([], scan.members, managers_too=True),
                **times,
            )

    def rows(self, queryset, ids):
        """Return these parts of runs by id, each with what holds in its team now."""
        rows, found = {row.pk: row for row in queryset.filter(pk__in=ids).select_related("team")}, {}
        for row in rows.values():
            if row.team_id not in found:
                found[row.team_id] = _found(row.team)[1]
            row.found = found[row.team_id]
        return rows

    def why_not(self, alert, row, team, membership, now):
        night, values = row.found.get(alert.rule, (None, {}))
        if night is None or values["milestone"] != alert.values["milestone"]:
            return "closed"
        if alert.rule == self.fell.name and night.on != alert.about_on:
            return "superseded"
        return None if recipients([], [membership], managers_too=True) else "not_concerned"

    def _kept(self, scan):
        """Return {milestone id: since when its chance is told to be low}, which stays while it is."""
        rows = scan.standing.filter(rule=self.low.name)
        return {values["milestone"]: on for values, on in rows.values_list("values", "about_on")}


FELL, LOW = "chance_fell", "chance_low"


def _found(team):
    """Return (MoneyNights, {topic: (Night it is about, values)}) of what holds by the last night."""
    nights, found = MoneyNights(team), {}
    fall, line = last_fall(nights.chances, FELL_BY), Settings.of(team).line_percent
    since = line and below_since(nights.chances, line / 100)
    milestone = (fall or since) and Milestone.objects.filter(team=team, pk=nights.target).open().first()
    if milestone:
        facts = {
            "name": CONTROL.sub(" ", str(milestone)),
            "path": reverse("forecast:forecast", args=[team.slug]),
            "milestone": nights.target,
            "now": nights.chances[-1].value,
        }
        found |= {FELL: (fall.night, facts | {"before": fall.before})} if fall else {}
        found |= {LOW: (since, facts | {"line": line / 100})} if since else {}
    return nights, found
