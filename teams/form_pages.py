"""Pages with a form about a row: to make one, to change one."""

from copy import copy

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import FormView
from django.views.generic.detail import SingleObjectMixin

from core.views import PartialMixin, SeeOther

from .web import SAFE_METHODS, TeamMixin


class TeamFormView(PartialMixin, TeamMixin, SingleObjectMixin, FormView):
    """A form about a row that answers 303 when it is stored and 422 when it is not.

    `action_to_open` is what looking at the page takes, where that is less than sending the form.
    """

    template_name = "teams/form.html"
    action_to_open = None
    http_method_names = ["get", "head", "post", "options"]  # Django's FormView would take a PUT for a POST
    success_message = None
    intro, note = "", ""  # a sentence above the form, and one beside its button

    def required_right(self):
        if self.action_to_open and self.request.method in SAFE_METHODS:
            return f"{self.model._meta.app_label}.{self.action_to_open}_{self.model._meta.model_name}"
        return super().required_right()

    def get_form_kwargs(self):
        self.stored = copy(self.object)
        return super().get_form_kwargs() | {"instance": self.object, "membership": self.membership}

    def form_valid(self, form):
        row = form.store(by=self.membership)
        if row is None:
            return self.form_invalid(form)
        self.object = row
        self.say(self.get_success_message())
        return SeeOther(self.next_url(self.get_success_url()))

    def form_invalid(self, form):
        self.object = self.stored  # the form has written what is wrong into its row, too
        response = self.render_to_response(self.get_context_data(form=form))
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs):
        # Asked for by teams/form.html alone: a kind with a page of its own may have no list to lead back to.
        return super().get_context_data(page=SimpleLazyObject(self.page), **kwargs)

    def page(self):
        """Return what teams/form.html says around the form: title, submit, cancel_url, crumbs, intro and note."""
        return {
            "title": self.get_title(),
            "submit": self.get_submit(),
            "cancel_url": self.get_cancel_url(),
            "crumbs": self.get_crumbs(),
            "intro": self.intro,
            "note": self.note,
        }

    def get_title(self):
        """Return the heading of the page."""
        return str(self.object)

    def get_submit(self):
        """Return what the button says will happen."""
        return _("Save")

    def get_cancel_url(self):
        return self.get_success_url() if self.object else self.index_url()

    def get_crumbs(self):
        """Return (address, label) pairs of the way to this page."""
        return [(self.index_url(), self.index_label())]

    def index_url(self):
        """Return the page that lists rows of this kind."""
        return reverse(self.model.index, args=[self.team.slug])

    def index_label(self):
        return capfirst(self.model.index_label or self.model._meta.verbose_name_plural)

    def get_success_url(self):
        return self.object.get_absolute_url()

    def get_success_message(self):
        return self.success_message % {"row": self.object}


def validated(form):
    """Return the values of a small form, to be a verb's arguments, or raise its errors as the verb would its own."""
    if not form.is_valid():
        raise ValidationError(error_texts(form))
    return form.cleaned_data


def error_texts(form):
    """Return the errors of a form, each with the label of its field, to be said where the form itself is not shown."""
    labels = {name: f"{field.label}: " for name, field in form.fields.items()}
    return [f"{labels.get(name, '')}{text}" for name, texts in form.errors.items() for text in texts]


class TeamCreateView(TeamFormView):
    """Make a row. Names given in the query (?goal=…) fill the form in advance."""

    action = "add"
    success_message = property(lambda self: _("%(row)s was created."))
    object = None

    def get_title(self):
        return _("New %(kind)s") % {"kind": self.model._meta.verbose_name}

    def get_submit(self):
        return _("Create %(kind)s") % {"kind": self.model._meta.verbose_name}

    def get_initial(self):
        return super().get_initial() | self.request.GET.dict()


class InPlaceMixin:
    """For a form that stands in a fragment: htmx gets what is wrong alone, as a text to show beside it."""

    def form_invalid(self, form):
        if self.partial_name():
            return HttpResponse(" ".join(error_texts(form)), status=422, content_type="text/plain; charset=utf-8")
        return super().form_invalid(form)


class TeamUpdateView(TeamFormView):
    """Change a row."""

    action = "change"
    success_message = property(lambda self: _("%(row)s was saved."))

    @cached_property
    def object(self):
        return self.get_object()

    def get_title(self):
        return _("Edit %(row)s") % {"row": self.short_name()}

    def get_submit(self):
        return _("Save %(kind)s") % {"kind": self.model._meta.verbose_name}

    def get_crumbs(self):
        return [*super().get_crumbs(), (self.object.get_absolute_url(), self.short_name())]

    def short_name(self):
        """Return the code people quote the row by, else its name."""
        return getattr(self.object, "code", None) or str(self.object)


class TeamSettingsView(TeamUpdateView):
    """Change what a team has decided about an app: its TeamSettings, the defaults until somebody decides."""

    success_message = property(lambda self: _("Settings saved."))

    @cached_property
    def object(self):
        return self.model.of(self.team)

    def get_submit(self):
        return _("Save settings")

    def get_cancel_url(self):
        return self.index_url()

    def get_crumbs(self):
        return [(self.index_url(), self.index_label())]

    def get_success_url(self):
        return self.index_url()
