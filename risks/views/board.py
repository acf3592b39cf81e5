"""The risk board: the matrix, what is new on it, and how a risk is added and rated beside it."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views.generic.base import View

from core.views import SeeOther
from risks.board import lay_out, way_of
from risks.board_filter import BoardFilter
from risks.models import Assessment, BoardVisit, Risk, matrix_of
from risks.models.stepped import shows_steps
from risks.news import count_news_behind, mark_news
from risks.placing import figures_in, placing_of
from risks.quick_forms import QuickRiskForm
from risks.rating_forms import AssessmentForm, PlacingForm
from risks.states import LEVEL_CHOICES, Kind, Score
from risks.strip import strips_of
from teams.quick_pages import quick_page
from teams.web import TeamListView, TeamMixin

from .risks import RiskAssessment, figures_of

BOARD_SCORES = (Score.CURRENT, Score.RESIDUAL, Score.TARGET, Score.INHERENT)
BESIDE = ("risk", "to")  # what the address says of the risk beside the board, which narrows nothing


class RiskBoard(TeamListView):
    """The 5×5 matrix of the threats; `?score=` picks which score places a risk, `?risk=` opens one beside the board.

    `?to=4-5` puts the open one onto a square: its form is filled in, and nothing is stored. A probable opportunity of
    great effect is good news: opportunities have a side of their own, shown when the filter asks for it.
    """

    route = "risks/board/", "board"
    model = Risk
    filterset_class = BoardFilter
    start = {"status": "open", "kind": Kind.THREAT.value}
    template_name = "risks/board.html"
    partials = ("risk-board", "risk-panel")
    paginate_by = None
    quick = QuickRiskForm

    @cached_property
    def score(self):
        wanted = self.request.GET.get("score", "")
        return Score(wanted) if wanted in Score.values else Score.CURRENT

    @cached_property
    def matrix(self):
        return matrix_of(self.team)

    @property
    def is_panel(self):
        return self.partial_name() == "risk-panel"

    def get_context_data(self, **kwargs):
        rows = Risk.objects.none() if self.is_panel else self.object_list
        board = lay_out(rows, self.score.value, self.matrix, kind=self.filterset.side, register_url=self.register_url())
        return super().get_context_data(
            object_list=(),
            board=board,
            score=self.score,
            scores=BOARD_SCORES,
            levels=LEVEL_CHOICES,
            hidden=self.hidden_opportunities(),
            address=self.address(risk="").removeprefix(self.request.path),
            **({} if self.is_panel else self.visit(board)),
            **self.panel(),
            **kwargs,
        )

    def visit(self, board):
        """Return what is new since this person's last visit, and the counts of the loop."""
        seen_until = BoardVisit.seen_until(self.membership)
        since = BoardVisit.new_since(seen_until)
        board.tell_more()
        mark_news(board.cards, since=since, today=self.team.today())
        project = self.filterset.form.cleaned_data.get("project")
        strips = strips_of(self.membership, since=since, side=self.filterset.side, project=project)
        if strips.changed or strips.gains:
            count_news_behind(board, self.object_list, team=self.team, score=self.score.value, since=since)
        return {"seen_until": seen_until, "strips": strips}

    def panel(self):
        """Return what stands beside the board: the risk named in the address, if any, and how to rate it."""
        risk = self.selected()
        if risk is not None:
            shows_steps(self.team, risk)  # which the filters ask next
        shown = {"close_url": self.without_panel(), "way": risk and way_of(risk)}
        if risk is not None and risk.is_open and self.membership.has_perm("risks.assess_risk"):
            shown |= self.rating(risk)
        return shown | {"selected": risk}

    def rating(self, risk):
        """Return the form that rates a risk, and the grid that fills it in."""
        chosen, blank = figures_in(self.request.GET.get("to", "")), Assessment(team=self.team, risk=risk)
        initial = figures_of(risk, self.score)
        if chosen:
            initial = {"kind": self.score, **dict(zip(("probability", "impact"), chosen, strict=True))}
        form_class = PlacingForm if chosen else AssessmentForm
        return {
            "assessment_form": form_class(
                membership=self.membership, instance=blank, initial=initial, auto_id="panel-%s"
            ),
            "placing": placing_of(risk, self.score.value, chosen, self.matrix),
            "back": f"{self.address(risk=risk.pk)}#risk-{risk.pk}",
        }

    def hidden_opportunities(self):
        """Return how many opportunities the filters would leave if they did not ask for threats."""
        form = self.filterset.form
        if self.is_panel or form.cleaned_data.get("kind") != Kind.THREAT:
            return 0
        return self.filterset.count_of(Kind.OPPORTUNITY)

    def register_url(self):
        """Return the register narrowed as the board is."""
        asked = {name: value for name, value in self.filterset.data.items() if value and name not in ("score", *BESIDE)}
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
        return self.address()

    def address(self, **beside):
        """Return the address of this board with this beside it, and nothing else."""
        query = self.request.GET.copy()
        for name in BESIDE:
            query.pop(name, None)
        query.update({name: str(value) for name, value in beside.items()})
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path


class RiskBoardQuick(quick_page(RiskBoard)):
    """POST adds a risk and shows it beside the board, to be rated there."""

    route = "risks/board/quick/", "board-quick"

    def next_url(self, default):
        url = super().next_url(default)
        if self.object is None:
            return url
        path, _mark, query = url.partition("?")
        kept = [each for each in query.split("&") if each and each.partition("=")[0] not in BESIDE]
        return f"{path}?{'&'.join([*kept, f'risk={self.object.pk}'])}"


class RiskPlacing(RiskAssessment):
    """Judge anew a risk that was put onto another square of the board: what changes a rating says why."""

    route = "risks/<uuid:pk>/placing/", "risk-placing"
    form_class = PlacingForm


class BoardVisitNote(TeamMixin, View):
    """POST notes that this person looks at the board."""

    route = "risks/board/visit/", "board-visit"
    model = Risk
    http_method_names = ["post"]
    note = BoardVisit.note

    def post(self, request, *args, **kwargs):
        self.note(self.membership)
        if request.htmx:
            return HttpResponse(status=204)
        return SeeOther(self.next_url(reverse("risks:board", args=[self.team.slug])))


class BoardSeen(BoardVisitNote):
    """POST says that this person has seen all that is new on the board."""

    route = "risks/board/seen/", "board-seen"
    note = BoardVisit.mark_seen
