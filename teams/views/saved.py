"""Pages of saved views: the menu of a list leads here."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View
from django.views.generic.detail import SingleObjectMixin

from core.views import SeeOther
from teams.form_pages import TeamCreateView, TeamUpdateView
from teams.models import SavedView
from teams.named_lists import address_of, lists_open_to
from teams.saved_forms import SavedViewForm
from teams.saved_queries import judged, opened_at, query_in
from teams.web import TeamActionView, TeamDiscardView, TeamListView, TeamMixin


def say_left_out(request, labels):
    """Tell that a list does not take all it was to be asked for."""
    if labels:
        text = _("Left out of the view, for the list does not take it from you now: %(names)s.")
        messages.warning(request, text % {"names": ", ".join(labels)})


class SavedViewList(TeamListView):
    """One's own views and the team's, by list."""

    route = "views/", "view-list"
    model = SavedView
    template_name = "teams/saved_views.html"

    def get_queryset(self):
        return super().get_queryset().select_related("maker")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["entries"] = [(view, view.may_be_changed_by(self.membership)) for view in context["object_list"]]
        return context


class SavedViewOpening(TeamMixin, SingleObjectMixin, View):
    """Lead to the list as the view asks for it, as far as it may be asked by this reader."""

    route = "views/<uuid:pk>/", "view"
    model = SavedView
    http_method_names = ["get", "head", "options"]

    def get(self, request, *args, **kwargs):
        view = self.get_object()
        query, left_out = judged(view.list_name, view.query, request)
        say_left_out(request, left_out)
        return SeeOther(opened_at(view, query))


class SavedViewCreate(TeamCreateView):
    """Keep what a list is asked for under a name; the menu of the list has the form."""

    route = "views/new/", "view-new"
    model = SavedView
    form_class = SavedViewForm
    template_name = "teams/saved_view_form.html"
    success_message = gettext_lazy("The view %(row)s was saved.")

    @cached_property
    def list_name(self):
        """Return the list this is about; nothing where the person may open no such list."""
        name = self.given("list")
        return name if name in lists_open_to(self.membership) else ""

    def given(self, name):
        return (self.request.POST or self.request.GET).get(name, "")

    @cached_property
    def judged_query(self):
        return judged(self.list_name, query_in(self.given("query")), self.request) if self.list_name else ({}, [])

    def get_form_kwargs(self):
        query, _left_out = self.judged_query
        row = SavedView(team=self.team, maker=self.membership, list_name=self.list_name, query=query)
        return super().get_form_kwargs() | {"instance": row}

    def form_valid(self, form):
        response = super().form_valid(form)
        if response.status_code == 303:
            say_left_out(self.request, self.judged_query[1])
        return response

    def get_success_url(self):
        return opened_at(self.object, self.object.query)

    def get_cancel_url(self):
        return address_of(self.list_name, self.team) if self.list_name else self.index_url()

    def get_context_data(self, **kwargs):
        hidden = {name: self.given(name) for name in ("list", "query", "next")}
        return super().get_context_data(hidden=hidden, **kwargs)


class ChangedMixin:
    """A view that may be changed by who asks."""

    model = SavedView

    def get_object(self, queryset=None):
        view = super().get_object(queryset)
        if not view.may_be_changed_by(self.membership):
            raise PermissionDenied
        return view


class SavedViewUpdate(ChangedMixin, TeamUpdateView):
    """Rename a view, or let the team have it too."""

    route = "views/<uuid:pk>/edit/", "view-edit"
    form_class = SavedViewForm
    template_name = "teams/saved_view_form.html"
    success_message = gettext_lazy("The view %(row)s was saved.")

    def get_success_url(self):
        return self.index_url()

    def get_crumbs(self):
        return super().get_crumbs()[:1]


class SavedViewQuery(ChangedMixin, TeamActionView):
    """POST lets a view ask for what its list is asked for now."""

    route = "views/<uuid:pk>/query/", "view-query"
    done_message = gettext_lazy("The view %(row)s was saved.")

    def perform(self):
        query, left_out = judged(self.object.list_name, query_in(self.request.POST.get("query", "")), self.request)
        self.object.query = query
        self.object.store(by=self.membership)
        say_left_out(self.request, left_out)


class SavedViewDiscard(ChangedMixin, TeamDiscardView):
    """POST removes a view; the list itself stays as it is."""

    route = "views/<uuid:pk>/discard/", "view-discard"
