"""Somebody moved the date of a milestone that another person is in charge of."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from alerts.durations import durations
from alerts.states import Because, Pace
from planner.models import Milestone, Move

from .base import STATE, EventRule, Occurrence, link_values
from .words import Wording, day


def moved_words(alert, values, today):
    facts = {"who": values["who"], "name": values["name"], "old": day(values["old"]), "new": day(values["new"])}
    return Wording(
        _("%(who)s moved %(name)s from %(old)s to %(new)s") % facts,
        _("Look at what follows, and say so if that will not hold."),
    )


def values_of(move):
    """Return what an alert about a move from one day to another tells of it."""
    who = move.by.name if move.by else ""
    return {"who": who, "old": move.old_due_on.isoformat(), "new": move.new_due_on.isoformat()}


@dataclass(frozen=True, eq=False)
class MilestoneMoved(EventRule):
    """Told within minutes to whoever is in charge, unless they moved it themselves; one email for one act."""

    model = Milestone
    hangs_on = {"project": STATE}

    def candidates(self, scan):
        """Return the open milestones whose date was moved in recent days."""
        return self.rows_of(scan.team).open().filter(pk__in=_recent(scan).values("milestone"))

    def find(self, scan, ids):
        found = _recent(scan).filter(milestone__in=ids).select_related("by").order_by("at", "pk")
        moves = {move.milestone_id: move for move in found}
        rows = self.rows(self.rows_of(scan.team), list(moves)) if moves else {}
        active = {member.pk for member in scan.members}
        for row in rows.values():
            last = moves[row.pk]
            if row.owner_id in active and last.by_id not in (None, row.owner_id) and _is_told(row, last):
                yield self._occurrence(scan, row, last)

    def _occurrence(self, scan, row, move):
        values = link_values(row, scan.team) | values_of(move)
        return Occurrence(
            rule=self.topic.name,
            kind=self.kind,
            subject_id=row.pk,
            about_id=move.pk,
            fires_at=move.at,
            expires_at=move.at + durations().news,
            values=values,
            people=((row.owner_id, Because.RESPONSIBLE),),
            pace=Pace.SOON,
        )

    def rows(self, queryset, ids):
        return {row.pk: row for row in queryset.open().filter(pk__in=ids).order_by()}

    def why_not(self, alert, row, team, membership, now):
        if row.owner_id != membership.pk:
            return "not_concerned"
        return None if row.due_on and row.due_on.isoformat() == alert.values["new"] else "moved"


def _recent(scan):
    """Return the moves that are news still."""
    earliest = max(scan.now - durations().news, scan.since)
    return Move.objects.filter(milestone__team=scan.team, at__gte=earliest)


def _is_told(row, move):
    return move.old_due_on is not None and move.new_due_on is not None and row.due_on == move.new_due_on
