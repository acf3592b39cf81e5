"""The milestone a tranche waits for is reached: its money can be asked for, and is due some days later."""

from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _

from alerts.durations import durations
from alerts.states import Pace
from alerts.timing import overdue_step
from core.characters import CONTROL
from funding.models import Tranche
from funding.states import ENDED_ROUNDS, LOST_STAGES, OPEN_STAGES

from .base import NAME, STATE, EventRule, Occurrence, last_set, link_values, recipients, without_actor
from .words import Wording, day, due_headline

OF_TRANCHES = {
    "opportunity": frozenset({"stage", "round", "owner", "source"}),
    "opportunity__round": STATE,
    "opportunity__source": NAME,
}
REACHED = 0  # the step; those from 1 on are days overdue


def still_to_come(rows):
    """Narrow a queryset of tranches to the money to come: not of deals that are lost, or open in an ended round."""
    given_up = Q(opportunity__stage__in=OPEN_STAGES, opportunity__round__state__in=ENDED_ROUNDS)
    return rows.open().exclude(opportunity__stage__in=LOST_STAGES).exclude(given_up)


def tranche_values(row, team):
    row.opportunity.team = team
    return link_values(row, team)


def reached_words(alert, values, today):
    if alert.step != REACHED:
        todo = _("Ask where the money is, or enter its payment.")
        return Wording(due_headline(alert, values, today), todo)
    headline = _("%(name)s can be asked for: %(milestone)s is reached") % values
    return Wording(headline, _("Ask for the money; it is due on %(day)s.") % {"day": day(alert.about_on)})


@dataclass(frozen=True, eq=False)
class ConditionReached(EventRule):
    """Told to the deal's owner within minutes, and again while the money is overdue."""

    model = Tranche
    is_daily = True
    hangs_on = OF_TRANCHES | {"milestone": frozenset({"state"})}

    def candidates(self, scan):
        return still_to_come(self.rows_of(scan.team)).filter(milestone__completed_at__isnull=False)

    def find(self, scan, ids):
        earliest = max(scan.now - durations().news, scan.since)
        rows = self.rows(self.rows_of(scan.team), ids).values()
        news = {row.milestone_id for row in rows if row.milestone.completed_at >= earliest}
        completed = last_set(news, "completed_at") if news else {}
        for row in rows:
            reached_at = row.milestone.completed_at
            if row.milestone_id in news:
                ends = {"expires_at": reached_at + durations().news, "pace": Pace.SOON}
                reached = self._occurrence(scan, row, REACHED, reached_at, **ends)
                _act, _at, actor = completed.get(row.milestone_id, (None, None, None))
                yield replace(reached, people=without_actor(reached.people, actor))
            yield from self._overdue(scan, row, max(reached_at, scan.since))

    def _overdue(self, scan, row, known_at):
        seen = set()
        for instant in scan.instants(row.expected_on(), known_at):
            step = overdue_step(row.expected_on(), scan.day_of(instant))
            if step and step not in seen:
                seen.add(step)
                yield self._occurrence(scan, row, step, instant)

    def _occurrence(self, scan, row, step, fires_at, **more):
        return Occurrence(
            rule=self.topic.name,
            kind=self.kind,
            subject_id=row.pk,
            about_on=row.expected_on(),
            step=step,
            fires_at=fires_at,
            values=tranche_values(row, scan.team) | {"milestone": CONTROL.sub(" ", str(row.milestone))},
            people=self._people(row, step, scan.members),
            **more,
        )

    def rows(self, queryset, ids):
        """Return the tranches to come of milestones that are reached, by id."""
        found = still_to_come(queryset.filter(pk__in=ids)).filter(milestone__completed_at__isnull=False)
        related = ("opportunity__owner", "opportunity__source", "milestone__team", "milestone__project")
        return {row.pk: row for row in found.select_related(*related).order_by()}

    def why_not(self, alert, row, team, membership, now):
        due_on = row.expected_on()
        if due_on != alert.about_on:
            return "moved"
        if alert.step != REACHED and overdue_step(due_on, team.today(now)) != alert.step:
            return "superseded"
        return None if membership.pk in dict(self._people(row, alert.step, [membership])) else "not_concerned"

    def _people(self, row, step, members):
        return recipients([row.opportunity.owner], members, managers_too=step >= 2, kind=self.kind)
