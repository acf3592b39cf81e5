"""What the money raises: next steps, financing steps, closes that have passed, and how long the cash lasts."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.characters import CONTROL
from funding.models import NextAction, Opportunity, PlanStep, Tranche

from .base import NAME, STATE, Topic, link_values
from .cash import CashRunsShort, cash_words
from .dated import DateRule
from .tranches import OF_TRANCHES, ConditionReached, reached_words, still_to_come, tranche_values
from .words import Wording, day, due_words


def close_words(alert, values, today):
    facts = {"name": values["name"], "day": day(alert.about_on)}
    headline = gettext("%(name)s was expected to close on %(day)s") % facts
    return Wording(headline, gettext("Move it on, set a new date, or say that it is lost."))


def _with_opportunity(row, team):
    row.opportunity.team = team
    return link_values(row, team) | {"name": CONTROL.sub(" ", f"{row.title} ({row.opportunity})")}


RULES = [
    DateRule(
        model=NextAction,
        leads=(1, 0),
        who=("owner", "opportunity__owner"),
        related=("opportunity__source",),
        values=_with_opportunity,
        hangs_on={
            "opportunity": frozenset({"stage", "round", "owner", "source"}),
            "opportunity__round": STATE,
            "opportunity__source": NAME,
        },
        topic=Topic(
            "next_step",
            _("Next step with an investor"),
            _("the day before, on the day, and while it is overdue"),
            due_words(_("Do it and say what comes next, or set a new date.")),
        ),
    ),
    DateRule(
        model=PlanStep,
        leads=(7, 1, 0),
        who=("responsible",),
        hangs_on={"round": STATE},
        topic=Topic(
            "financing_step",
            _("Financing step"),
            _("7 and 1 days before, on the day, and while it is overdue"),
            due_words(_("Finish it, set a new date, or skip it.")),
        ),
    ),
    DateRule(
        model=Opportunity,
        related=("source",),
        hangs_on={"round": STATE, "source": NAME},
        topic=Topic(
            "close_passed",
            _("Expected close passed"),
            _("when an open opportunity should have closed by now"),
            close_words,
        ),
    ),
    DateRule(
        model=Tranche,
        leads=(7, 1, 0),
        who=("opportunity__owner",),
        related=("opportunity__source",),
        standing=still_to_come,
        values=tranche_values,
        hangs_on=OF_TRANCHES,
        topic=Topic(
            "tranche_due",
            _("Tranche due"),
            _("7 and 1 days before, on the day, and while it is overdue"),
            due_words(_("Ask for the money, enter its payment, or set a new date.")),
        ),
    ),
    ConditionReached(
        Topic(
            "tranche_reached",
            _("Condition of a tranche met"),
            _("when its milestone is reached, and while the money is overdue"),
            reached_words,
        )
    ),
    CashRunsShort(
        Topic(
            "cash_out", _("Money runs short"), _("when it lasts less than nine months, then less than six"), cash_words
        )
    ),
]
