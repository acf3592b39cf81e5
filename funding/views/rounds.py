"""Pages of rounds: all of them with their bars, one with its opportunities, its states."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fetching import part_of
from funding.filters import CURRENT, RoundFilter
from funding.forms import RoundForm, RoundStateForm
from funding.models import Opportunity, PlanStep, Round
from funding.states import OPEN_STEPS, RoundState
from funding.summary import opportunities_part, round_rows
from teams.activity_formatter import history_of
from teams.form_pages import TeamCreateView, TeamUpdateView
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, TeamListView, list_url

# What the button says that makes a round enter a state.
VERBS = {
    RoundState.PLANNED: _("Back to planned"),
    RoundState.OPEN: _("Open the round"),
    RoundState.CLOSING: _("Start closing"),
    RoundState.CLOSED: _("Close the round"),
    RoundState.ABANDONED: _("Abandon the round"),
}


class RoundRows:
    """Rounds with what their totals are made of."""

    model = Round

    def get_queryset(self):
        return super().get_queryset().with_terms().with_totals(on=self.team.today())


class RoundList(RoundRows, TeamListView):
    route = "rounds/", "round-list"
    filterset_class = RoundFilter
    template_name = "funding/round_list.html"
    partials = ("round-list",)
    paginate_by = 20
    start = {"state": CURRENT}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["rounds"] = round_rows(context["object_list"], self.membership, on=self.team.today())
        return context


class RoundDetail(RoundRows, TeamDetailView):
    route = "rounds/<uuid:pk>/", "round"
    template_name = "funding/round.html"

    def get_context_data(self, **kwargs):
        opportunities = Opportunity.objects.visible_to(self.membership).filter(round=self.object)
        steps = PlanStep.objects.visible_to(self.membership).filter(round=self.object)
        return super().get_context_data(
            row=round_rows([self.object], self.membership, on=self.team.today())[0],
            opportunities=opportunities_part(opportunities, self.team, round=self.object.pk),
            steps=part_of(
                steps.for_lists(),
                list_url("funding:step-list", self.team, round=self.object.pk, state="all"),
                first=Q(state__in=OPEN_STEPS),
            ),
            moves=[(state, VERBS[state]) for state in self.object.next_states],
            history=history_of(self.membership, self.object),
            **kwargs,
        )


class RoundFormMixin:
    model = Round
    form_class = RoundForm
    intro = _(
        "Members see the name, the dates and the totals. Target, minimum and cap are for owners, managers and whoever"
        " may see the money."
    )


class RoundCreate(RoundFormMixin, TeamCreateView):
    """Make a round."""

    route = "rounds/new/", "round-new"


class RoundUpdate(RoundFormMixin, TeamUpdateView):
    """Change a round."""

    route = "rounds/<uuid:pk>/edit/", "round-edit"


class RoundStateChange(TeamActionView):
    route = "rounds/<uuid:pk>/state/", "round-state"
    model = Round
    action = "move"
    done_message = _("%(row)s has a new state.")
    undo_view = "funding:round-state-undo"

    def perform(self):
        form = RoundStateForm(self.request.POST)
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.as_data().values() for error in errors])
        self.object.change_state(by=self.membership, **form.cleaned_data)


class RoundStepBack(TeamActionView):
    route = "rounds/<uuid:pk>/state/undo/", "round-state-undo"
    model = Round
    action = "move"
    verb = "step_back"
    done_message = _("%(row)s is back in its former state.")


class RoundDiscard(TeamDiscardView):
    route = "rounds/<uuid:pk>/discard/", "round-discard"
    model = Round
