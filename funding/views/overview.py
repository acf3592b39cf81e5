"""The page the area opens with: how long the money lasts, the rounds, what is due, where the pipeline stands."""

from funding.buckets import measure
from funding.models import CashPosition, NextAction, Opportunity, PlanStep, Round
from funding.outlook import runway_sentence
from funding.summary import bucket_rows, round_rows
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
        rounds = list(self.get_queryset().open().with_terms().with_totals())
        position = CashPosition.objects.visible_to(self.membership).latest_first().first()
        steps = PlanStep.objects.visible_to(self.membership).due_by(today + DUE_SOON).for_lists()
        actions = NextAction.objects.visible_to(self.membership).due_by(today + DUE_SOON).for_lists()
        return super().get_context_data(
            position=position,
            runway=runway_sentence(self.membership, today, position=position),
            rounds=round_rows(rounds, self.membership, on=today),
            steps=steps[:SHOWN],
            actions=actions[:SHOWN],
            soon=today + DUE_SOON,
            **self._pipeline(rounds, today),
            **kwargs,
        )

    def _pipeline(self, rounds, today):
        """Return what the board shows in sum, for who may see it: the opportunities of the rounds under way."""
        if not self.membership.has_perm("funding.view_opportunity"):
            return {}
        rows = [row for each in rounds for row in each.opportunities.all()]
        buckets = measure((row.stake(on=today) for row in rows), self.team.currency)
        bare = Opportunity.objects.visible_to(self.membership).without_next_action()
        return {
            "opportunity_count": sum(row.is_open for row in rows),
            "buckets": bucket_rows(buckets) if rows else [],
            "without_action": bare.count() if rows else 0,
        }
