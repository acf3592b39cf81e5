"""Pages of response actions."""

from risks.bulk import ACTIONS
from risks.filters import ResponseActionFilter
from risks.forms import ResponseActionForm
from risks.models import ResponseAction, Risk
from risks.quick_forms import QuickActionForm
from teams.activity_formatter import history_of
from teams.bulk_pages import bulk_page
from teams.cells import cell_page
from teams.finishing_pages import finishing_pages
from teams.form_pages import TeamUpdateView
from teams.quick_pages import quick_page
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, TeamListView

from .answers import AnswerCreate


class ActionList(TeamListView):
    """The response actions by due date; finished and cancelled ones when the filter asks for them."""

    route = "response-actions/", "action-list"
    model = ResponseAction
    filterset_class = ResponseActionFilter
    template_name = "risks/action_list.html"
    partials = ("action-table",)
    quick = QuickActionForm
    start = {"state": "open"}
    bulk = ACTIONS

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_context_data(self, **kwargs):
        return super().get_context_data(in_list=True, **kwargs)


quick = quick_page(ActionList)


bulk = bulk_page(ActionList)
cells = cell_page(ActionList)


class ActionDetail(TeamDetailView):
    route = "response-actions/<uuid:pk>/", "action"
    model = ResponseAction
    template_name = "risks/action.html"
    context_object_name = "action"

    def get_queryset(self):
        return super().get_queryset().select_related("owner", "verified_by")

    def get_context_data(self, **kwargs):
        risks = Risk.objects.visible_to(self.membership).filter(actions=self.object)
        return super().get_context_data(
            risks=risks.with_scores(),
            may_verify=self.object.may_be_verified_by(self.membership),
            history=history_of(self.membership, self.object),
            **kwargs,
        )


class ActionFormMixin:
    model = ResponseAction
    form_class = ResponseActionForm
    template_name = "risks/action_form.html"


class ActionCreate(ActionFormMixin, AnswerCreate):
    """Plan a measure; `?risk=` says against what, and the browser goes back there."""

    route = "response-actions/new/", "action-new"

    def get_initial(self):
        initial = super().get_initial()
        risk = initial.get("risk", self.only_risk)
        if risk:
            initial["risks"] = [risk]
        return initial

    def get_success_url(self):
        risk = Risk.objects.visible_to(self.membership).filter(actions=self.object).select_related("team").first()
        return risk.get_absolute_url()


class ActionUpdate(ActionFormMixin, TeamUpdateView):
    """Change a measure."""

    route = "response-actions/<uuid:pk>/edit/", "action-edit"


class ActionDiscard(TeamDiscardView):
    route = "response-actions/<uuid:pk>/discard/", "action-discard"
    model = ResponseAction


class ActionVerb(TeamActionView):
    """A verb of an action; htmx gets its row of a list."""

    model = ResponseAction
    template_name = "risks/action_list.html"
    row_partials = ("action-row",)

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_context_data(self, **kwargs):
        in_list = self.request.GET.get("in") == "list"
        return super().get_context_data(action=self.object, in_list=in_list, **kwargs)


finishing = finishing_pages(ActionVerb, "response-actions", "action")
