"""Questions about many risks, actions and plans; those about time take the date."""

from django.apps import apps
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from core.fields import MoneyField
from core.money_sums import halves, money_sum, units_of, whole_sum
from teams.models import DatedQuerySet, TeamQuerySet

from .accepted_risks import SAID_ACCEPTED, AcceptedRisks
from .answered_risks import AnsweredRisks
from .best_plans import best_plans_of
from .changed_risks import ChangedRisks
from .scoring import LEVELS
from .sight import ActionSight, OfRiskQuerySet, RiskSight
from .states import (
    FINISHED_ACTIONS,
    OPEN_ACTIONS,
    STANDING_PLANS,
    ActionState,
    Kind,
    PlanState,
    Score,
    Status,
)
from .strategies import ASKS_ACTION, ASKS_WORDS

HIGH = LEVELS[LEVELS.index("high") :]
ON_CARD = (Score.INHERENT.value, Score.CURRENT.value, Score.TARGET.value)
RATED = ("probability", "impact", "level", "at")
# What a card shows of a risk, and what decides what is new about it.
CARD = (
    "team",
    "number",
    "title",
    "kind",
    "status",
    "owner__name",
    "owner__ended_at",
    "is_restricted",
    "appetite_zone",
    "next_review_on",
    "created_at",
    "closed_at",
    "occurred_at",
)


class RiskQuerySet(AcceptedRisks, ChangedRisks, AnsweredRisks, RiskSight, DatedQuerySet):
    date_field = "next_review_on"

    def open(self):
        """Return risks neither closed nor rejected; one that has occurred is open until it is dealt with."""
        return self.filter(closed_at=None)  # a constraint has it the same; no index could be made of the statuses

    def ended(self):
        """Return risks that were closed or rejected."""
        return self.filter(closed_at__isnull=False)

    def threats(self):
        return self.filter(kind=Kind.THREAT)

    def opportunities(self):
        return self.filter(kind=Kind.OPPORTUNITY)

    def at_level(self, *levels):
        """Return risks whose current level is one of these."""
        return self.filter(current__level__in=levels)

    def not_rated(self):
        """Return risks without a current rating, which is not the same as a low one."""
        return self.filter(current=None)

    def high(self):
        """Return open threats rated high or critical."""
        return self.open().threats().at_level(*HIGH)

    def high_without_owner(self):
        return self.high().filter(owner=None)

    def high_without_action(self):
        """Return high risks for which nobody has done or means to do anything."""
        return self.high().exclude(self._has_action())

    def strategy_incomplete(self, *, on):
        """Return open risks whose strategy asks for something nobody has given: see `Answered.strategy_gap`."""
        lacks_words = Q(strategy__in=list(ASKS_WORDS), strategy_detail="")
        lacks_action = Q(strategy__in=ASKS_ACTION) & ~Q(self._has_action())
        lacks_acceptance = SAID_ACCEPTED & ~Q(self.borne(on=on))
        return self.open().filter(lacks_words | lacks_action | lacks_acceptance)

    def high_without_plan(self):
        """Return high risks without a contingency plan that is ready or at work."""
        return self.high().exclude(self._has_plan())

    def with_gaps(self):
        """Return the high risks that lack something, each saying whether it `has_action` and `has_plan`."""
        known = self.high().annotate(has_action=self._has_action(), has_plan=self._has_plan())
        return known.filter(Q(owner=None) | Q(has_action=False) | Q(has_plan=False))

    def review_due(self, *, on):
        """Return open risks to be reviewed by this day, those whose review is overdue among them."""
        return self.due_by(on)

    def of_milestone(self, milestone):
        return self.filter(milestones=milestone)

    def of_goal(self, goal):
        """Return risks that concern a milestone of the goal."""
        return self.filter(Exists(self._rows("milestone_links").filter(milestone__goals=goal)))

    def of_project(self, project):
        """Return risks that concern a milestone of the project."""
        return self.filter(Exists(self._rows("milestone_links").filter(milestone__project=project)))

    def in_emergency(self):
        """Return open risks that have occurred, or against which a contingency plan is at work."""
        return self.with_emergency().open().filter(Q(status=Status.OCCURRED) | Q(is_plan_running=True))

    def with_emergency(self):
        """Let each say whether a contingency plan against it is at work: `is_plan_running`."""
        return self.annotate(is_plan_running=Exists(self._rows("plans").filter(state=PlanState.ACTIVATED)))

    def worst_first(self):
        """Order by current level, then impact, then probability; what is not rated comes last."""
        return self.order_by(
            self._rank().desc(),
            F("current__impact").desc(nulls_last=True),
            F("current__probability").desc(nulls_last=True),
            "number",
        )

    def for_meeting(self, *, since):
        """Order as a meeting takes them: threats first, the highest level first, then what changed since the last."""
        changed = [] if since is None else [Case(When(self._changed_between(since), then=1), default=0).desc()]
        worst = F("current__impact").desc(nulls_last=True)
        return self.order_by("-kind", self._rank().desc(), *changed, worst, "number")

    def _rank(self):
        return Case(
            *(When(current__level=level, then=Value(place)) for place, level in enumerate(LEVELS)),
            default=Value(-1),
            output_field=IntegerField(),
        )

    def with_scores(self):
        """Fetch the owner and the four scores, which know their risk and share its team."""
        return self.select_related("team", "owner", *Score.values).completed_by(_introduce_scores)

    def for_cards(self, ids):
        """Fetch what cards of the board show of these risks, and no more: there are many of them."""
        rows = self.model._default_manager.filter(pk__in=list(ids)).with_emergency()
        scores = [f"{score}__{each}" for score in ON_CARD for each in RATED]
        return rows.select_related("team", "owner", *ON_CARD).only(*CARD, *scores)

    def for_changes(self):
        """Fetch what is said of a risk that changed: its name, its level, its review, and when it began and ended."""
        known = ("number", "title", "kind", "status", "created_at", "closed_at", "occurred_at", "next_review_on")
        return self.select_related("team", "current").only("team", *known, "current__level", "current__at")

    def for_lists(self):
        """Fetch what a row of a list shows."""
        return self.with_scores().with_steps().completed_by(self._add_answers)

    def with_steps(self):
        """Let each know whether its team looks at every step, as `steps_shown`; asked with the rows."""
        settings = apps.get_model("risks.Settings")._base_manager.filter(team=OuterRef("team"))
        return self.annotate(steps_shown=Coalesce(Subquery(settings.values("shows_steps")), False))

    def _add_answers(self, risks):
        answers = self.answers_of(risks)
        for risk in risks:
            risk.answers = answers[risk.pk]

    def answers_of(self, risks):
        """Return ({"done", "all"} of the actions that count, the best plan or None) of each risk by its id.

        Two statements, whatever answers the risks.
        """
        ids = [risk.pk for risk in risks]
        links = self._model_of("action_links").filter(risk__in=ids).exclude(action__state=ActionState.CANCELLED)
        done = Count("pk", filter=Q(action__state__in=FINISHED_ACTIONS))
        counted = links.order_by().values("risk_id").annotate(all=Count("pk"), done=done)
        counts = {row["risk_id"]: {"done": row["done"], "all": row["all"]} for row in counted}
        best = best_plans_of(risks)
        return {pk: (counts.get(pk, {"done": 0, "all": 0}), best.get(pk)) for pk in ids}

    def _has_action(self):
        return Exists(self._rows("action_links").exclude(action__state=ActionState.CANCELLED))

    def _has_plan(self):
        return Exists(self._rows("plans").filter(state__in=STANDING_PLANS))

    def _rows(self, name):
        """Return the rows that point at the risk of the outer query under this name."""
        return self._model_of(name).filter(risk=OuterRef("pk"))

    def _model_of(self, name):
        return self.model._meta.get_field(name).related_model._base_manager


def _introduce_scores(risks):
    for risk in risks:
        for kind in Score.values:
            if (score := getattr(risk, kind)) is not None:
                score.risk, score.team = risk, risk.team


class ResponseActionQuerySet(ActionSight, DatedQuerySet):
    def open(self):
        return self.filter(state__in=OPEN_ACTIONS)

    def for_lists(self):
        return self.select_related("team", "owner")

    def answering(self, risk):
        return self.filter(risks=risk).select_related("owner")

    def with_known(self, effect, currency=""):
        """Say of each how much it takes off (`known`), as its `days_off` does, or its `money_off` in a currency."""
        has_result = Q(**{"state__in": FINISHED_ACTIONS, f"{effect}_actual__isnull": False})
        known = Case(When(has_result, then=f"{effect}_actual"), default=f"{effect}_planned")
        return self.annotate(known=Case(When(currency=currency, then=known)) if currency else known)

    def largest_first(self, effect, currency=""):
        return self.with_known(effect, currency).order_by(F("known").desc(nulls_last=True), "number")

    def summed(self, effect, currency=""):
        """Return count, effect and cost by state and currency, and of how many nobody said the effect (`silent`)."""
        groups = self.with_known(effect, currency).order_by().values("state", "currency")
        counts = {"count": Count("pk"), "silent": Count("pk", filter=Q(known=None))}
        sums = groups.annotate(**counts, **halves(effect=units_of("known"), cost=units_of("cost")))
        is_money = isinstance(self.model._meta.get_field(f"{effect}_planned"), MoneyField)
        sum_of = money_sum if is_money else whole_sum
        return [row | {"effect": sum_of(row, "effect"), "cost": money_sum(row, "cost")} for row in sums]


class RiskMilestoneQuerySet(OfRiskQuerySet):
    def estimated(self):
        """Return links of which somebody said what the risk would do."""
        return self.exclude(effect="")

    def for_lists(self):
        return self.select_related("team", "risk", "milestone__project")


class MeetingQuerySet(TeamQuerySet):
    def running(self):
        return self.filter(ended_at=None)

    def ended_before(self, moment):
        """Return meetings that had ended by then, the last one first."""
        return self.filter(ended_at__lte=moment).order_by("-ended_at")

    def with_counts(self, reviews):
        """Say of each meeting how many risks were `looked_at` and how many `decisions` noted, among these reviews."""
        of_one = reviews.filter(meeting=OuterRef("pk")).order_by().values("meeting")
        looked_at = Subquery(of_one.annotate(n=Count("risk", distinct=True)).values("n"))
        decisions = Subquery(of_one.decisions().annotate(n=Count("pk")).values("n"))
        return self.annotate(looked_at=Coalesce(looked_at, 0), decisions=Coalesce(decisions, 0))

    def for_lists(self):
        return self.select_related("team", "started_by", "ended_by")


IS_DECISION = ~Q(note="", assessment=None)


class ReviewQuerySet(OfRiskQuerySet):
    def decisions(self):
        """Return reviews that noted something or rated the risk anew."""
        return self.filter(IS_DECISION)

    def for_lists(self):
        return self.select_related("team", "risk", "author", "assessment")
