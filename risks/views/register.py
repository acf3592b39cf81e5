"""The register, the board, and the risks of one milestone or goal."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode

from core.fetching import part_of
from planner.models import Goal, Milestone
from risks.board import lay_out
from risks.bulk import RISKS
from risks.filters import BoardFilter, RiskFilter
from risks.models import Assessment, Risk, matrix_of
from risks.quick_forms import QuickRiskForm
from risks.rating_forms import AssessmentForm
from risks.states import LEVEL_CHOICES, Kind, Score
from risks.strip import strip_of
from teams.bulk_pages import bulk_page
from teams.cells import cell_page
from teams.quick_pages import quick_page
from teams.web import TeamDetailView, TeamListView, list_url

from .risks import figures_of

BOARD_SCORES = (Score.CURRENT, Score.RESIDUAL, Score.TARGET, Score.INHERENT)


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


class RiskBoard(TeamListView):
    """The 5×5 matrix of the threats; `?score=` picks which score places a risk, `?risk=` opens one beside the board.

    A probable opportunity of great effect is good news: it stands on the board only when the filter asks for it.
    """

    route = "risks/board/", "board"
    model = Risk
    filterset_class = BoardFilter
    start = {"status": "open", "kind": Kind.THREAT.value}
    template_name = "risks/board.html"
    partials = ("risk-board", "risk-panel")
    paginate_by = None

    @cached_property
    def score(self):
        wanted = self.request.GET.get("score", "")
        return Score(wanted) if wanted in Score.values else Score.CURRENT

    def get_context_data(self, **kwargs):
        rows = Risk.objects.none() if self.partial_name() == "risk-panel" else self.object_list
        return super().get_context_data(
            object_list=(),
            board=lay_out(
                rows, self.score.value, matrix_of(self.team), kind=self.side(), register_url=self.register_url()
            ),
            score=self.score,
            scores=BOARD_SCORES,
            levels=LEVEL_CHOICES,
            hidden=self.hidden_opportunities(),
            strip=None if self.partial_name() == "risk-panel" else strip_of(self.membership),
            **self.panel(),
            **kwargs,
        )

    def side(self):
        """Return the kind of risk the squares speak of."""
        return Kind.OPPORTUNITY if self.filterset.form.cleaned_data.get("kind") == Kind.OPPORTUNITY else Kind.THREAT

    def panel(self):
        """Return what stands beside the board: the risk named in the address, if any, and how to rate it."""
        risk, shown = self.selected(), {"close_url": self.without_panel()}
        if risk is not None and risk.is_open and self.membership.has_perm("risks.assess_risk"):
            blank = Assessment(team=self.team, risk=risk)
            shown["assessment_form"] = AssessmentForm(
                membership=self.membership, instance=blank, initial=figures_of(risk), auto_id="panel-%s"
            )
            shown["back"] = f"{self.request.get_full_path()}#risk-{risk.pk}"
        return shown | {"selected": risk}

    def hidden_opportunities(self):
        """Return how many opportunities the filters would leave if they did not ask for threats."""
        form = self.filterset.form
        if self.partial_name() == "risk-panel" or form.cleaned_data.get("kind") != Kind.THREAT:
            return 0
        asked = self.filterset.data.copy()
        asked["kind"] = Kind.OPPORTUNITY.value
        return self._filtered(asked).qs.count()

    def register_url(self):
        """Return the register narrowed as the board is."""
        asked = {name: value for name, value in self.filterset.data.items() if value and name not in ("score", "risk")}
        return f"{reverse('risks:register', args=[self.team.slug])}?{urlencode(asked)}"

    def selected(self):
        """Return the risk named in the address, or None."""
        rows = Risk.objects.visible_to(self.membership).for_lists().prefetch_related("milestones")
        try:
            return rows.filter(pk=self.request.GET["risk"]).first() if self.request.GET.get("risk") else None
        except (ValidationError, ValueError):
            return None

    def without_panel(self):
        """Return the address of this board with no risk beside it."""
        query = self.request.GET.copy()
        query.pop("risk", None)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path


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
