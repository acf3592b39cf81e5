"""The page that weighs the milestones of a goal."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planner.models import Goal
from planner.weight_forms import WeightsForm
from teams.form_pages import TeamFormView


class GoalWeights(TeamFormView):
    """Say how much each milestone counts."""

    route = "goals/<uuid:pk>/weights/", "goal-weights"
    model = Goal
    action = "change"
    form_class = WeightsForm
    intro = gettext_lazy("A milestone of weight 2 counts as much as two of weight 1.")
    success_message = gettext_lazy("The milestones of %(row)s were weighed.")

    @cached_property
    def object(self):
        return self.get_object()

    def get_title(self):
        return _("Weights of the milestones of %(goal)s") % {"goal": self.object.code}

    def get_submit(self):
        return _("Save weights")

    def get_crumbs(self):
        return [*super().get_crumbs(), (self.object.get_absolute_url(), self.object.title)]
