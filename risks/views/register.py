"""The register, and the risks of one milestone or goal."""

from core.fetching import part_of
from planner.models import Goal, Milestone
from risks.bulk import RISKS
from risks.filters import RiskFilter
from risks.models import Risk
from risks.quick_forms import QuickRiskForm
from teams.bulk_pages import bulk_page
from teams.cells import cell_page
from teams.quick_pages import quick_page
from teams.web import TeamDetailView, TeamListView, list_url


class RiskList(TeamListView):
    """The register, worst first; risks that have ended when the filter asks for them."""

    route = "risks/", "register"
    model = Risk
    filterset_class = RiskFilter
    start = {"status": "open"}
    bulk = RISKS
    template_name = "risks/register.html"
    partials = ("risk-table",)
    quick = QuickRiskForm

    def get_queryset(self):
        rows = super().get_queryset().for_lists()
        return rows if self.is_ordered else rows.worst_first()


quick = quick_page(RiskList)


bulk = bulk_page(RiskList)
cells = cell_page(RiskList)


class MilestoneRisks(TeamDetailView):
    """The open risks that concern a milestone: a fragment of its page, with a page of its own as twin."""

    route = "milestones/<uuid:pk>/risks/", "of-milestone"
    model = Milestone
    right = "risks.view_risk"
    template_name = "risks/of_milestone.html"
    partials = ("milestone-risks",)

    def get_context_data(self, **kwargs):
        risks = Risk.objects.visible_to(self.membership).of_milestone(self.object).open()
        url = list_url("risks:register", self.team, milestone=self.object.pk)
        return super().get_context_data(risks=part_of(risks.for_lists().worst_first(), url), **kwargs)


class GoalRisks(TeamDetailView):
    """The open risks that concern milestones of a goal: a fragment of its page, with a page of its own as twin."""

    route = "goals/<uuid:pk>/risks/", "of-goal"
    model = Goal
    right = "risks.view_risk"
    template_name = "risks/of_goal.html"
    partials = ("goal-risks",)

    def get_context_data(self, **kwargs):
        risks = Risk.objects.visible_to(self.membership).of_goal(self.object).open()
        url = list_url("risks:register", self.team, goal=self.object.pk)
        return super().get_context_data(risks=part_of(risks.for_lists().worst_first(), url), **kwargs)
