"""Which scenarios a person sees: none that changes something they may not see, such as a restricted risk."""

from django.db.models import Q

from core.fetching import prefetch
from risks.models import ContingencyPlan, Risk
from teams.models import TeamQuerySet


class ScenarioQuerySet(TeamQuerySet):
    def visible_to(self, membership):
        """Return the team's scenarios but those that change something this person may not see: a restricted risk."""
        parts = self.model._meta.get_field("changes").related_model
        return super().visible_to(membership).exclude(pk__in=hidden_parts(parts, membership).values("scenario"))

    def for_lists(self):
        """Fetch what a row of a list shows: its changes, and whether it is applied."""
        return self.select_related("team", "application").prefetch_related(prefetch("changes"))


class ScenarioChangeQuerySet(TeamQuerySet):
    def visible_to(self, membership):
        """Return the changes of scenarios this person may see."""
        return (
            super().visible_to(membership).exclude(scenario__in=hidden_parts(self.model, membership).values("scenario"))
        )


def hidden_parts(model, membership):
    """Return the changes that are about a restricted risk this person may not see, or about a plan against one."""
    hidden = Risk.objects.hidden_from(membership).order_by().values("pk")
    plans = ContingencyPlan.objects.filter(risk__in=hidden).order_by().values("pk")
    parts = model._base_manager.filter(team=membership.team_id).order_by()
    return parts.filter(Q(subject__in=hidden) | Q(subject__in=plans))
