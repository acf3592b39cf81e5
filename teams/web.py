"""Bases of the pages: find, ask, tell, answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, TemplateView
from django.views.generic.base import View
from django.views.generic.detail import SingleObjectMixin

from core.paging import ROWS_A_PAGE, Paginator
from core.stale import GoneError, StaleError
from core.templatetags.ui import UNDO, WAY_ON
from core.views import PartialMixin, SeeOther

from .bulk import BulkForm
from .named_lists import NAMES
from .ordering import is_ordered
from .saved_menu import SavedMenu

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class TeamMixin:
    """A page of a team: `right` is what opening it takes; `model` and `action` spell it when it is not given."""

    right = None
    action = "view"

    @property
    def membership(self):
        """Return the asking membership; without one there is no such page, whatever led here."""
        if self.request.membership is None:
            raise Http404
        return self.request.membership

    @property
    def team(self):
        return self.membership.team

    def required_right(self):
        """Return the right this view asks for."""
        return self.right or self._right_to(self.action)

    def _right_to(self, verb):
        return f"{self.model._meta.app_label}.{verb}_{self.model._meta.model_name}"

    def dispatch(self, request, *args, **kwargs):
        if not self.membership.has_perm(self.required_right()):
            raise PermissionDenied
        try:
            return super().dispatch(request, *args, **kwargs)
        except GoneError as error:
            raise Http404(error.message) from error

    def get_queryset(self):
        """Return the rows this member may see."""
        return self.model._default_manager.visible_to(self.membership).select_related("team")

    def next_url(self, default):
        """Return where the browser wants to go next, if that is a whole path of ours."""
        wanted = self.request.POST.get("next", "")
        own = url_has_allowed_host_and_scheme(wanted, {self.request.get_host()}, self.request.is_secure())
        return wanted if wanted.startswith("/") and own else default

    def say(self, text, *, undo=None, ways_on=()):
        """Show a toast; `undo` is the URL a POST to which takes the act back, `ways_on` are (number of a row, URL)."""
        carried = [f"{UNDO}{undo}"] if undo else []
        carried += [f"{WAY_ON}{code}={url}" for code, url in ways_on]
        messages.success(self.request, text, extra_tags=" ".join(carried))


class TeamPage(PartialMixin, TeamMixin, TemplateView):
    """A page that shows more than one kind of row."""

    def get_context_data(self, **kwargs):
        # A TemplateView hands the arguments of its address on; the slug would hide the team of the context processor.
        kwargs.pop("team", None)
        return super().get_context_data(**kwargs)


class TeamListView(PartialMixin, TeamMixin, ListView):
    """Rows of one kind, filtered by the same FilterSet as in the API."""

    filterset_class = None
    paginator_class = Paginator
    paginate_by = ROWS_A_PAGE
    bulk = None  # what of many rows is changed at once, a Bulk; the page is made by `bulk_page`
    quick = None  # the form on one line that adds a row, a QuickMixin; the page is made by `quick_page`
    start = {}  # what the filter asks for while the address does not say it, such as {"state": "open"}

    @cached_property
    def filterset(self):
        asked = self.request.GET.copy()
        for name, value in self.start.items():
            asked.setdefault(name, value)
        filterset = self._filtered(asked)
        misread = {name: errors for name, errors in filterset.form.errors.items() if name in self.start}
        if misread:
            for name in misread:
                asked[name] = self.start[name]
            filterset = self._filtered(asked)
            filterset.qs  # noqa: B018 - is made before the form is told what was misread, and then does without it
            for name, errors in misread.items():
                filterset.form.add_error(name, errors.as_data())
        for name, value in self.start.items():
            field = filterset.form.fields[name]
            field.initial, field.widget.attrs["data-start"] = value, value
        return filterset

    def _filtered(self, asked):
        return self.filterset_class(asked, queryset=super().get_queryset(), request=self.request)

    def get_queryset(self):
        return self.filterset.qs if self.filterset_class else super().get_queryset()

    @property
    def is_ordered(self):
        """Say whether somebody asked for another order than the list's own."""
        return is_ordered(self.filterset)

    def get_context_data(self, **kwargs):
        if self.filterset_class:
            kwargs["filter"] = self.filterset
            if (name := NAMES.get(self.request.resolver_match.view_name)) is not None:
                kwargs["saved"] = SavedMenu(name, self)
        if self.bulk and self.membership.has_perm(self._right_to("change")):
            kwargs["bulk_form"] = self.bulk_form()
            kwargs["bulk_url"] = f"{self.request.path}bulk/"
        if self.quick and self.membership.has_perm(self._right_to("add")):
            initial = self.quick.filled_by(self.filterset)
            kwargs["quick_form"] = self.quick(membership=self.membership, initial=initial)
            kwargs["quick_url"] = f"{self.request.path}quick/"
        return super().get_context_data(**kwargs)

    def bulk_form(self):
        """Return the form of the bar below the list; whom it offers, the filter has asked for already."""
        people = self.filterset.form.fields[self.bulk.person]
        return BulkForm(bulk=self.bulk, model=self.model, membership=self.membership, people=people, auto_id="bulk-%s")


class TeamDetailView(PartialMixin, TeamMixin, DetailView):
    """One row."""


def list_url(name, team, **narrowing):
    """Return the address of a list of the team, narrowed by its filters."""
    return f"{reverse(name, args=[team.slug])}?{urlencode(narrowing)}"


class TeamDiscardView(TeamMixin, SingleObjectMixin, View):
    """POST removes a row nothing points at."""

    action = "discard"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        row = self.get_object()
        try:
            row.discard(by=self.membership)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return SeeOther(row.get_absolute_url())
        self.say(_("%(row)s was removed.") % {"row": row})
        return SeeOther(self.next_url(reverse(self.model.index, args=[self.team.slug])))


class TeamActionView(PartialMixin, TeamMixin, SingleObjectMixin, TemplateView):
    """POST calls one verb of the model: `verb = "complete"`; `action` is the right's verb.

    An htmx request for a partial gets the row as it is now; everybody else goes back to where they were.
    """

    action = "change"
    verb = None
    done_message = None
    undo_view = None
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        try:
            self.perform()
        except GoneError:
            raise
        except (ValidationError, StaleError) as error:
            return self.refused(error)
        if self.done_message:
            self.say(self.done_message % {"row": self.object}, undo=self.undo_url())
        if self.partial_name():
            self.object = self.get_object()
            return self.render_to_response(self.get_context_data())
        return SeeOther(self.next_url(self.object.get_absolute_url()))

    def perform(self):
        getattr(self.object, self.verb)(by=self.membership)

    def undo_url(self):
        if self.undo_view is None:
            return None
        return reverse(self.undo_view, args=[self.team.slug, self.object.pk])

    def refused(self, error):
        """Say why the verb refused; nothing was changed."""
        text = " ".join(getattr(error, "messages", None) or [error.message])
        if self.partial_name():
            return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")
        messages.error(self.request, text)
        return SeeOther(self.next_url(self.object.get_absolute_url()))
