"""A quality gate has failed, or waits for somebody's approval."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from alerts.durations import durations
from alerts.states import Because, Pace
from planner.models import GateCheck, GateState, Milestone
from teams.models import Activity

from .base import EventRule, Occurrence, link_values, recipients, without_actor
from .words import Wording

OF_GATES = {"milestone": frozenset({"state", "project", "owner"}), "milestone__project": frozenset({"state"})}
FAILING = ("failed", "missed", "fell_back")


def failed_words(alert, values, today):
    facts = {"name": values["name"], "milestone": values["milestone"], "value": values["value"], "rule": values["rule"]}
    headline = _("%(name)s has failed, a quality gate of %(milestone)s") % facts
    told = [_("Measured: %(value)s; it passes with %(rule)s.") % facts] if facts["value"] else []
    return Wording(headline, " ".join([*told, _("See what is missing, or move the date of the milestone now.")]))


def approval_words(alert, values, today):
    facts = {"name": values["name"], "milestone": values["milestone"]}
    headline = _("%(name)s waits for your approval, a quality gate of %(milestone)s") % facts
    return Wording(headline, _("Approve or decline it; until then the milestone cannot be completed."))


@dataclass(frozen=True, eq=False)
class GateRule(EventRule):
    """What the last act of some kind about an open gate tells, within minutes, while it is news."""

    model = GateCheck
    hangs_on = OF_GATES

    def candidates(self, scan):
        """Return the gates of which something happened in recent days that still counts."""
        return self.standing(self.rows_of(scan.team)).filter(pk__in=self._acts(scan).values("subject_id"))

    def find(self, scan, ids):
        """Yield the last such act about each of these gates."""
        last = {act.subject_id: act for act in self._acts(scan).filter(subject_id__in=ids).order_by("at", "pk")}
        rows = self.rows(self.rows_of(scan.team), list(last)) if last else {}
        for row in rows.values():
            act = last[row.pk]
            if people := self.people(row, scan.members, act.by_id):
                yield Occurrence(
                    rule=self.topic.name,
                    kind=self.kind,
                    subject_id=row.pk,
                    about_id=act.pk,
                    fires_at=act.at,
                    expires_at=act.at + durations().news,
                    values=self.values(row, scan.team),
                    people=people,
                    pace=Pace.SOON,
                )

    def rows(self, queryset, ids):
        found = self.standing(queryset.filter(pk__in=ids)).select_related("milestone__owner", "approver").order_by()
        return {row.pk: row for row in found}

    def why_not(self, alert, row, team, membership, now):
        return None if membership.pk in dict(self.people(row, [membership], None)) else "not_concerned"

    def values(self, row, team):
        return link_values(row, team) | {"milestone": str(row.milestone), "value": row.measured, "rule": row.rule}

    def _acts(self, scan):
        earliest = max(scan.now - durations().news, scan.since)
        acts = Activity.objects.filter(team=scan.team, subject_kind=self.kind, at__gte=earliest)
        return self.telling(acts)


class GateFailed(GateRule):
    """Whoever owns the milestone hears that a gate has failed, unless they said so themselves."""

    def telling(self, acts):
        return acts.filter(verb__in=FAILING)

    def standing(self, rows):
        return rows.filter(state=GateState.FAILED, milestone__in=Milestone.objects.open())

    def people(self, row, members, actor):
        return without_actor(recipients([row.milestone.owner], members, managers_too=False, kind=self.kind), actor)


class ApprovalWaits(GateRule):
    """Whoever is named to approve hears of it, unless they named themselves."""

    def telling(self, acts):
        return acts.filter(changes__has_key="approver")

    def standing(self, rows):
        return rows.to_approve()

    def people(self, row, members, actor):
        is_there = row.approver_id in {member.pk for member in members} and row.approver.user_id
        return without_actor(((row.approver_id, Because.RESPONSIBLE),) if is_there else (), actor)
