"""What people hear who have a part in a milestone beside its owner: reminders, moved dates, and how it went."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from alerts.durations import durations
from alerts.states import Because, Pace
from planner.models import Letter, Milestone, MilestoneState, Move
from teams.models import Activity

from .base import STATE, EventRule, Occurrence, link_values
from .dated import DateRule
from .moved import values_of
from .words import Wording, day

# Whose part it is to hear of a milestone changes with these.
PARTS = {"responsibilities": frozenset({"letter", "person"})}
BECAUSE = {
    Letter.RESPONSIBLE: Because.RESPONSIBLE,
    Letter.CONSULTED: Because.CONSULTED,
    Letter.INFORMED: Because.INFORMED,
}


@dataclass(frozen=True, eq=False, kw_only=True)
class MilestoneDates(DateRule):
    """The owner, who is accountable, hears of everything; whoever is responsible is reminded before it is due."""

    def _people(self, row, step, members):
        people = dict(super()._people(row, step, members))
        before = _hearing(row, members, [Letter.RESPONSIBLE]) if step <= 0 else ()
        return tuple(sorted((dict(before) | people).items(), key=lambda pair: str(pair[0])))

    def _fetched(self, rows):
        return super()._fetched(rows).with_people()


def moved_words(alert, values, today):
    facts = {"who": values["who"], "name": values["name"], "old": day(values["old"]), "new": day(values["new"])}
    headline = _("%(name)s moved from %(old)s to %(new)s")
    if facts["who"]:
        headline = _("%(who)s moved %(name)s from %(old)s to %(new)s")
    return Wording(headline % facts, _("You have a part in it: say so if the new date will not hold."))


def went_words(alert, values, today):
    if values["new"]:
        facts = {"name": values["name"], "old": day(values["old"]), "new": day(values["new"])}
        return Wording(_("%(name)s moved from %(old)s to %(new)s") % facts, _("Nothing is asked of you."))
    return Wording(_("%(name)s is completed") % values, _("Nothing is asked of you."))


@dataclass(frozen=True, eq=False)
class PartNews(EventRule):
    """The last thing of its kind that happened lately to a milestone, told to those who have a part in it.

    `last_of` returns, of some milestones, {id: (id of what happened, instant, who did it, its values)}.
    """

    letters: tuple[str, ...]
    last_of: Callable
    still: Callable  # narrows a queryset of milestones to those of which it may be told
    pace: Pace

    model = Milestone
    hangs_on = PARTS | {"project": STATE}

    def candidates(self, scan):
        """Return the milestones that concern anybody and were written in recent days."""
        rows = self.still(self.rows_of(scan.team)).filter(updated_at__gte=_earliest(scan))
        return rows.filter(responsibilities__letter__in=self.letters).distinct()

    def find(self, scan, ids):
        rows = self.rows(self.candidates(scan), ids)
        happened = self.last_of(rows, _earliest(scan)) if rows else {}
        for pk, (about_id, at, actor, values) in happened.items():
            yield Occurrence(
                rule=self.topic.name,
                kind=self.kind,
                subject_id=pk,
                about_id=about_id,
                fires_at=at,
                expires_at=at + durations().news,
                values=link_values(rows[pk], scan.team) | values,
                people=tuple(pair for pair in self._people(rows[pk], scan.members) if pair[0] != actor),
                pace=self.pace,
            )

    def rows(self, queryset, ids):
        return {row.pk: row for row in self.still(queryset.filter(pk__in=ids)).with_people().order_by()}

    def why_not(self, alert, row, team, membership, now):
        new = alert.values.get("new")
        if new and not (row.due_on and row.due_on.isoformat() == new):
            return "moved"
        if not new and not row.is_done:
            return "superseded"
        return None if membership.pk in dict(self._people(row, [membership])) else "not_concerned"

    def _people(self, row, members):
        return tuple(pair for pair in _hearing(row, members, self.letters) if pair[0] != row.owner_id)


def last_moves(rows, since):
    """Return the last move of each milestone from one day to another that still stands."""
    moves = Move.objects.filter(milestone__in=rows, at__gte=since, old_due_on__isnull=False)
    moves = moves.filter(milestone__due_on=F("new_due_on")).select_related("by").order_by("at", "pk")
    return {move.milestone_id: (move.pk, move.at, move.by_id, values_of(move)) for move in moves}


def last_news(rows, since):
    """Return, of each milestone, that it was completed, else its last move."""
    done = [pk for pk, row in rows.items() if row.is_done]
    acts = Activity.objects.filter(subject_id__in=done, verb="completed", at__gte=since).order_by("at", "pk")
    completed = {act.subject_id: (act.pk, act.at, act.by_id, {"old": "", "new": ""}) for act in acts}
    return last_moves({pk: row for pk, row in rows.items() if not row.is_done}, since) | completed


def not_cancelled(rows):
    return rows.exclude(state=MilestoneState.CANCELLED)


def _hearing(row, members, letters):
    """Return (membership id, why) of those among some people who have a part by one of the letters, and may look."""
    parts = {share.person_id: share.letter for share in row.shares if share.letter in letters}
    heard = [person for person in members if person.pk in parts and person.is_active]
    return tuple(
        (person.pk, BECAUSE[parts[person.pk]])
        for person in heard
        if not person.user_id or person.has_perm("planner.view_milestone")
    )


def _earliest(scan):
    return max(scan.now - durations().news, scan.since)
