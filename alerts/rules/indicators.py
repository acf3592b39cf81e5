"""What is told of indicators: one turned red or amber, or its last value has become too old to count."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from alerts.durations import durations
from alerts.states import Pace
from alerts.timing import alert_instant
from risks.models import Indicator
from teams.models import Activity

from .base import EventRule, Occurrence, last_set, link_values, recipients, without_actor
from .dated import DateRule
from .words import Wording, day

OF_INDICATORS = {"risk": frozenset({"status", "owner", "title"})}
TURNED_BY = "turned_by"


def red_words(alert, values, today):
    headline = _("%(name)s is red: %(value)s, the border is %(border)s") % _facts(values)
    return Wording(headline, _("Look at the risk %(risk)s now, and start what was prepared.") % _facts(values))


def amber_words(alert, values, today):
    headline = _("%(name)s is amber: %(value)s, the border is %(border)s") % _facts(values)
    return Wording(headline, _("Look at what is done about the risk %(risk)s.") % _facts(values))


def stale_words(alert, values, today):
    facts = _facts(values)
    facts["day"] = day(values["measured_on"])
    headline = _("%(name)s has no data: its last value is of %(day)s") % facts
    return Wording(
        headline, _("Report a value; until then nobody sees whether the risk %(risk)s comes nearer.") % facts
    )


def _facts(values):
    return {name: values.get(name, "") for name in ("name", "risk", "value", "border")}


def values_of(row, team):
    """Return what the texts need of an indicator."""
    return link_values(row, team) | {"risk": str(row.risk), "measured_on": row.measured_on.isoformat()}


@dataclass(frozen=True, eq=False)
class IndicatorTurned(EventRule):
    """Whoever is in charge hears once of each turn for the worse, by the reading that made it.

    Who typed the value knows already; whose token sent it does not.
    """

    state: str
    pace: Pace

    model = Indicator
    hangs_on = OF_INDICATORS

    def candidates(self, scan):
        """Return the indicators that turned in recent days and stand so still."""
        return self._standing(self.rows_of(scan.team)).filter(pk__in=self._acts(scan).values("subject_id"))

    def find(self, scan, ids):
        """Yield the last turn of each, if its value counted then; if it still does is asked when the mail leaves."""
        acts = {act.subject_id: act for act in self._acts(scan).filter(subject_id__in=ids).order_by("at", "pk")}
        rows = self.rows(self.rows_of(scan.team), list(acts)) if acts else {}
        for row in rows.values():
            act = acts[row.pk]
            people = without_actor(self._people(row, scan.members), None if act.token_id else act.by_id)
            if people and row.state_on(scan.day_of(act.at)) == self.state:
                yield self._occurrence(scan, row, act, people)

    def _occurrence(self, scan, row, act, people):
        return Occurrence(
            rule=self.topic.name,
            kind=self.kind,
            subject_id=row.pk,
            about_id=row.turned_by_id,
            fires_at=scan.tell_at(act.at) if self.pace == Pace.DAILY else act.at,
            expires_at=act.at + durations().news,
            values=values_of(row, scan.team) | {"value": row.measured, "border": row.written(getattr(row, self.state))},
            people=people,
            pace=self.pace,
        )

    def rows(self, queryset, ids):
        """Return those of these ids that turned and stand so still, by id."""
        found = self._standing(queryset.filter(pk__in=ids)).select_related("owner", "risk__owner").order_by()
        return {row.pk: row for row in found}

    def why_not(self, alert, row, team, membership, now):
        if alert.about_id != row.turned_by_id or row.state_on(team.today(now)) != self.state:
            return "superseded"
        return None if membership.pk in dict(self._people(row, [membership])) else "not_concerned"

    def _people(self, row, members):
        return recipients([row.told], members, managers_too=False, kind=self.kind)

    def _standing(self, rows):
        return rows.watched().filter(band=self.state).exclude(turned_by=None)

    def _acts(self, scan):
        earliest = max(scan.now - durations().news, scan.since)
        acts = Activity.objects.filter(team=scan.team, subject_kind=self.kind, at__gte=earliest)
        return acts.filter(changes__has_key=TURNED_BY)


@dataclass(frozen=True, eq=False, kw_only=True)
class IndicatorStale(DateRule):
    """Told once, on the morning of the day from which the last value counts no more; what was never measured is not."""

    def step_on(self, date, on):
        return (self.topic.name, 0) if date <= on else None

    def find(self, scan, ids):
        """Yield what has become stale or will have by the next alert hour; what was stale when it came in, as well."""
        rows = sorted(self._fetched(self.candidates(scan).filter(pk__in=ids)), key=lambda row: row.pk)
        known = last_set([row.pk for row in rows], self.date_field)
        for row in rows:
            date = self.date_of(row)
            about_id, set_at, _actor = known.get(row.pk, (None, row.created_at, None))
            begins = alert_instant(date, 0, scan.team.zone)
            yield Occurrence(
                rule=self.topic.name,
                kind=self.kind,
                subject_id=row.pk,
                about_on=date,
                about_id=about_id,
                fires_at=scan.tell_at(max(begins, set_at, scan.since)),
                values=self.values(row, scan.team),
                people=self._people(row, 0, scan.members),
            )


def in_use(rows):
    """Narrow a queryset of indicators to those in use for an open risk."""
    return rows.watched()
