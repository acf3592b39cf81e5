"""A quality gate has failed, or waits for somebody's approval."""

from django.utils.translation import gettext as _

from planner.models import GateCheck, GateState, Milestone

from .acts import ActRule, named
from .base import link_values, recipients, without_actor
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


class GateRule(ActRule):
    """What the last act of some kind about an open gate tells."""

    model = GateCheck
    hangs_on = OF_GATES
    related = ("milestone__owner", "approver")

    def values(self, row, team):
        return link_values(row, team) | {"milestone": str(row.milestone), "value": row.measured, "rule": row.rule}


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
        return without_actor(named(row.approver, members), actor)
