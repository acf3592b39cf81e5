"""Pages of opportunities: the table, one of them, and its way through the stages."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fetching import part_of
from core.views import SeeOther
from funding.bulk import OPPORTUNITIES
from funding.event_texts import events_of
from funding.filters import OpportunityFilter
from funding.forms import MoveForm, OpportunityForm
from funding.models import Opportunity, Round, Tranche
from funding.states import TrancheState, stage_label
from teams.bulk_pages import bulk_page
from teams.cells import cell_page
from teams.form_pages import TeamCreateView, TeamUpdateView
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, TeamListView, list_url

DONE_AT_MOST = 10  # actions that have ended, beside what comes next; the list of actions has the rest


class OpportunityList(TeamListView):
    """The opportunities as a table; won and lost ones when the filter asks for them."""

    route = "opportunities/", "opportunity-list"
    model = Opportunity
    filterset_class = OpportunityFilter
    template_name = "funding/opportunity_list.html"
    partials = ("opportunity-table",)
    start = {"kind": "open"}
    bulk = OPPORTUNITIES

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        today = self.team.today()
        for row in context["object_list"]:
            row.slipped_now, row.days = row.is_slipped(on=today), row.days_in_stage(on=today)
            row.slow_now = row.is_slow(on=today)
        return context


bulk = bulk_page(OpportunityList)
cells = cell_page(OpportunityList)


class OpportunityDetail(TeamDetailView):
    route = "opportunities/<uuid:pk>/", "opportunity"
    model = Opportunity
    template_name = "funding/opportunity.html"

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_context_data(self, **kwargs):
        row, today = self.object, self.team.today()
        action = row.next_action
        may_reopen = action is None and not row.is_lost and self.membership.has_perm("funding.complete_nextaction")
        return super().get_context_data(
            action=action,
            may_reopen=may_reopen,
            moves=[(place.code, stage_label(place)) for place in row.moves],
            days=row.days_in_stage(on=today),
            usual_days=row.place.suggested_days,
            is_slow=row.is_slow(on=today),
            is_slipped=row.is_slipped(on=today),
            tranches=self.tranches(),
            events=events_of(self.membership, row, page=self.request.GET.get("page")),
            done_actions=self.done_actions(),
            **kwargs,
        )

    def tranches(self):
        """Return the tranches in their order, what they add up to, and whether that is the amount of the deal."""
        rows = list(Tranche.objects.visible_to(self.membership).filter(opportunity=self.object).for_lists())
        for row in rows:
            row.day = row.expected_on()
            row.moves = [(state, state.label) for state in row.next_states]
        total = sum(row.amount for row in rows if row.state != TrancheState.CANCELLED)
        return {"rows": rows, "total": total, "differs": bool(rows) and total != self.object.amount}

    def done_actions(self):
        """Return the actions that ended last, or all of them by a link."""
        rows = self.object.next_actions.exclude(state="open").select_related("owner").order_by("-ended_at", "-pk")
        every = list_url("funding:action-list", self.team, opportunity=self.object.pk, state="all")
        return part_of(rows, every, limit=DONE_AT_MOST)


class OpportunityFormMixin:
    model = Opportunity
    form_class = OpportunityForm
    template_name = "funding/opportunity_form.html"


class OpportunityCreate(OpportunityFormMixin, TeamCreateView):
    """Make an opportunity; where there is one round under way it belongs there."""

    route = "opportunities/new/", "opportunity-new"

    def get_initial(self):
        initial = {"owner": self.membership.pk} | super().get_initial()
        if len(self.open_rounds) == 1:
            initial.setdefault("round", self.open_rounds[0].pk)
        return initial

    def get_context_data(self, **kwargs):
        return super().get_context_data(lacks_round=not self.open_rounds, **kwargs)

    @cached_property
    def open_rounds(self):
        """Return the rounds under way, two at most: enough to tell none, one and several apart."""
        return list(Round.objects.visible_to(self.membership).open()[:2])


class OpportunityUpdate(OpportunityFormMixin, TeamUpdateView):
    """Change an opportunity."""

    route = "opportunities/<uuid:pk>/edit/", "opportunity-edit"


class OpportunityMove(TeamUpdateView):
    """Move to another stage; what the stage asks for and is not there yet is asked on a page of its own."""

    route = "opportunities/<uuid:pk>/stage/", "opportunity-stage"
    model = Opportunity
    action = "advance"
    form_class = MoveForm
    template_name = "funding/opportunity_move.html"

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_initial(self):
        return {"stage": self.request.GET.get("stage", "")}

    def get(self, request, *args, **kwargs):
        """Show what the stage asks for; without a stage of the channel, lead back to where one is chosen."""
        answer = super().get(request, *args, **kwargs)
        return answer if answer.context_data["form"].place else SeeOther(self.object.get_absolute_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(next=self._next(), **kwargs)

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not form.is_bound or (form.asks and "asked" not in request.POST):
            query = request.GET.copy()
            query.update({"stage": request.POST.get("stage", ""), "next": self._next()})
            return SeeOther(f"{request.path}?{query.urlencode()}")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        if self.object.stage == form.cleaned_data["stage"]:
            return SeeOther(self.next_url(self.get_success_url()))
        if form.store(by=self.membership) is None:
            return self.form_invalid(form)
        text = _("%(row)s is now in “%(stage)s”.") % {"row": self.object, "stage": self.object.stage_label}
        self.say(text, undo=reverse("funding:opportunity-stage-undo", args=[self.team.slug, self.object.pk]))
        return SeeOther(self.next_url(self.get_success_url()))

    def _next(self):
        return self.request.POST.get("next") or self.request.GET.get("next", "")


class OpportunityMoveBack(TeamActionView):
    route = "opportunities/<uuid:pk>/stage/undo/", "opportunity-stage-undo"
    model = Opportunity
    action = "advance"
    verb = "move_back"
    done_message = gettext_lazy("%(row)s is back where it was.")

    def get_queryset(self):
        return super().get_queryset().select_related("source")


class OpportunityDiscard(TeamDiscardView):
    route = "opportunities/<uuid:pk>/discard/", "opportunity-discard"
    model = Opportunity
