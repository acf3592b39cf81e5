"""What is told of accepting risks: asked for, about to end, lapsed; of the appetite, and of what was escalated."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.templatetags.ui import shortened
from risks.acceptance_states import LAPSED, LapseCause, ReviewOutcome, Zone
from risks.lapse_words import tell_lapse
from risks.models import Acceptance, Review, Risk
from risks.states import OPEN

from .acts import ActRule, named
from .base import Topic, link_values, recipients, without_actor
from .dated import DateRule
from .words import Wording, day

MOST_REASON = 300  # letters of what was said
OF_RISKS = {"risk": frozenset({"status", "owner"})}


def requested_words(alert, values, today):
    headline = _("You are asked to accept %(risk)s") % values
    return Wording(headline, _("Accept it until the day named, or decline, saying why."))


def ending_words(alert, values, today):
    left = (alert.about_on - today).days
    facts = {"risk": values["risk"], "days": left, "day": day(alert.about_on)}
    headline = ngettext(
        "The acceptance of %(risk)s ends in %(days)d day, on %(day)s",
        "The acceptance of %(risk)s ends in %(days)d days, on %(day)s",
        left,
    )
    return Wording(headline % facts, _("Ask to renew it, or plan another answer."))


def lapsed_words(alert, values, today):
    headline = _("%(risk)s is no longer accepted") % values
    todo = _("Assess it anew: ask for acceptance again, or plan another answer.")
    return Wording(headline, f"{tell_lapse(values['cause'], values['facts'])} {todo}")


def breached_words(alert, values, today):
    return Wording(
        _("%(name)s is above the team's appetite for risk") % values,
        _("Bring it below, or have it accepted by somebody who may."),
    )


def escalated_words(alert, values, today):
    headline = _("%(who)s escalated %(risk)s") % values
    return Wording(headline, _("“%(reason)s” Decide what is done about it.") % values)


class AcceptanceRequested(ActRule):
    """Whoever is named to decide hears of it, unless they named themselves."""

    model = Acceptance
    hangs_on = OF_RISKS
    related = ("approver", "risk__team")

    def telling(self, acts):
        return acts.filter(changes__has_key="approver")

    def standing(self, rows):
        return rows.open()

    def people(self, row, members, actor):
        return without_actor(named(row.approver, members), actor)

    def values(self, row, team):
        return of_acceptance(row, team)


class AcceptanceLapsed(ActRule):
    """Whoever owns the risk, asked and decided, until it is accepted again."""

    model = Acceptance
    hangs_on = OF_RISKS | {"risk__acceptances": frozenset({"state"})}
    related = ("approver", "requester", "risk__owner")

    def telling(self, acts):
        return acts.filter(verb__in=("expired", "superseded"))

    def standing(self, rows):
        again = Acceptance.objects.approved().filter(risk=OuterRef("risk"))
        lapsed = rows.filter(state__in=LAPSED, risk__status__in=OPEN).exclude(lapse_cause=LapseCause.RENEWED)
        return lapsed.exclude(Exists(again))

    def people(self, row, members, actor):
        return without_actor(whom(row, members, kind=self.kind), actor)

    def values(self, row, team):
        row.risk.team = team
        path = {"path": row.risk.get_absolute_url()}
        return of_acceptance(row, team) | path | {"cause": row.lapse_cause, "facts": row.lapse_facts}


@dataclass(frozen=True, eq=False, kw_only=True)
class AcceptanceEnding(DateRule):
    """Both who asked and who decided hear of it, and whoever owns the risk; once it is over, that is another matter."""

    def step_on(self, date, day):
        return None if date < day else super().step_on(date, day)

    def _people(self, row, step, members):
        return whom(row, members, kind=self.kind)


class AppetiteBreached(ActRule):
    """The owner and the managers, once for each crossing."""

    model = Risk
    is_for_a_role = True
    related = ("owner",)

    def telling(self, acts):
        return acts.filter(changes__has_key="appetite_zone")

    def standing(self, rows):
        return rows.open().filter(appetite_zone=Zone.ABOVE)

    def people(self, row, members, actor):
        return without_actor(recipients([row.owner], members, managers_too=True, kind=self.kind), actor)


class RiskEscalated(ActRule):
    """The managers and owners, unless it was theirs to say."""

    model = Review
    is_for_a_role = True
    hangs_on = OF_RISKS
    related = ("author", "risk")

    def telling(self, acts):
        return acts.filter(verb="created")

    def standing(self, rows):
        return rows.filter(outcome=ReviewOutcome.ESCALATE, risk__status__in=OPEN)

    def people(self, row, members, actor):
        return without_actor(recipients([], members, managers_too=True), row.author_id)

    def values(self, row, team):
        row.risk.team = team
        who = row.author.name if row.author else ""
        told = {"risk": str(row.risk), "who": who, "reason": shortened(row.note, MOST_REASON)}
        return link_values(row, team) | told


def whom(acceptance, members, *, kind):
    people = [acceptance.risk.owner, acceptance.requester, acceptance.approver]
    return recipients(people, members, managers_too=False, kind=kind)


def of_acceptance(row, team):
    return link_values(row, team) | {"risk": str(row.risk)}


RULES = [
    AcceptanceRequested(
        Topic(
            "acceptance_requested",
            gettext_lazy("Acceptance of a risk asked for"),
            gettext_lazy("when you are named to decide"),
            requested_words,
        )
    ),
    AcceptanceEnding(
        model=Acceptance,
        leads=(14, 3),
        who=("approver",),
        related=("requester", "risk__owner"),
        standing=lambda rows: rows.standing(),
        values=of_acceptance,
        hangs_on=OF_RISKS,
        topic=Topic(
            "acceptance_ending",
            gettext_lazy("Acceptance of a risk about to end"),
            gettext_lazy("14 and 3 days before"),
            ending_words,
        ),
    ),
    AcceptanceLapsed(
        Topic(
            "acceptance_lapsed",
            gettext_lazy("Risk no longer accepted"),
            gettext_lazy("when its acceptance ends, or the risk has become another one"),
            lapsed_words,
        )
    ),
    AppetiteBreached(
        Topic(
            "appetite_breached",
            gettext_lazy("Risk above the appetite"),
            gettext_lazy("when a risk crosses the border of its category"),
            breached_words,
        )
    ),
    RiskEscalated(
        Topic(
            "risk_escalated",
            gettext_lazy("Risk escalated"),
            gettext_lazy("when a review of a risk asks managers and owners to decide"),
            escalated_words,
        )
    ),
]
