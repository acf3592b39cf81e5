"""The page the area opens with: how long the money lasts, the rounds, what is due, where the pipeline stands."""

from django.urls import reverse

from core.fetching import part_of
from funding.cash_plan import figures_of_month
from funding.models import CashPosition, NextAction, Opportunity, PlanStep, Round
from funding.outlook import runway_sentence
from funding.piles import measure_piles
from funding.summary import bucket_rows, round_rows
from funding.sums import piles_of
from teams.models import DUE_SOON
from teams.web import TeamPage

SHOWN = 6


class Overview(TeamPage):
    """Everybody who may see rounds gets this page; each part shows itself to those who may see its rows."""

    route = "money/", "overview"
    model = Round
    template_name = "funding/overview.html"

    def get_context_data(self, **kwargs):
        today = self.team.today()
        under_way = self.get_queryset().open().with_terms().with_totals(on=today)
        rounds = part_of(under_way, reverse("funding:round-list", args=[self.team.slug]), limit=SHOWN)
        position = CashPosition.objects.visible_to(self.membership).latest_first().first()
        steps = PlanStep.objects.visible_to(self.membership).due_by(today + DUE_SOON).for_lists()
        actions = NextAction.objects.visible_to(self.membership).due_by(today + DUE_SOON).for_lists()
        runway = runway_sentence(self.membership, today, position=position)
        return super().get_context_data(
            position=position,
            runway=runway,
            month=position and figures_of_month(position, runway.plan, today),
            round_part=rounds,
            rounds=round_rows(rounds, self.membership, on=today),
            steps=steps[:SHOWN],
            actions=actions[:SHOWN],
            soon=today + DUE_SOON,
            **self._pipeline(today),
            **kwargs,
        )

    def _pipeline(self, today):
        """Return what the board shows in sum, for who may see it: the opportunities of the rounds under way."""
        if not self.membership.has_perm("funding.view_opportunity"):
            return {}
        rows = Opportunity.objects.visible_to(self.membership)
        lying = [(place, pile) for _group, place, pile in piles_of(rows.under_way(), on=today)]
        return {
            "opportunity_count": sum(pile.count for place, pile in lying if place.kind == "open"),
            "buckets": bucket_rows(measure_piles((pile for _place, pile in lying), self.team.currency))
            if lying
            else [],
            "without_action": rows.without_next_action().count() if lying else 0,
        }
