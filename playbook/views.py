"""Pages of the templates: which there are, what one would make from a start, and applying it."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.views import SeeOther
from teams.web import TeamPage

from .applying import apply
from .forms import TemplateForm
from .library import reader_language
from .showing import shown
from .templates import CODES, summaries, summary_of


class TemplateList(TeamPage):
    """The templates there are."""

    route = "templates/", "templates"
    right = "playbook.view_template"
    template_name = "playbook/template_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(templates=summaries(reader_language()), **kwargs)


class TemplateMixin:
    """A page about one template."""

    template_name = "playbook/template.html"
    partials = ("template-preview",)

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.code = kwargs["code"]

    def dispatch(self, request, *args, **kwargs):
        if self.code not in CODES:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, *, form, **kwargs):
        preview = form.preview() if form.is_valid() else None
        return super().get_context_data(
            form=form,
            summary=summary_of(self.code, reader_language()),
            preview=preview,
            shown=shown(preview, self.team) if preview else None,
            **kwargs,
        )


class TemplatePreview(TemplateMixin, TeamPage):
    """What the template would make from the chosen start; nothing is stored."""

    route = "templates/<slug:code>/", "template"
    right = "playbook.view_template"

    def get_context_data(self, **kwargs):
        form = TemplateForm.begun(self.request.GET, code=self.code, team=self.team)
        return super().get_context_data(form=form, **kwargs)


class TemplateApplication(TemplateMixin, TeamPage):
    """POST makes it, in one act that one undo takes back."""

    route = "templates/<slug:code>/application/", "template-application"
    right = "playbook.apply_template"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        form = TemplateForm(request.POST, code=self.code, team=self.team)
        act = self.applied(form) if form.is_valid() else None
        if act is None:
            response = self.render_to_response(self.get_context_data(form=form))
            response.status_code = 422
            return response
        undo = reverse("teams:change-undo", args=[self.team.slug, act.pk])
        self.say(_("“%(name)s” was made from the template.") % {"name": form.cleaned_data["name"]}, undo=undo)
        return SeeOther(reverse("planner:goal-list", args=[self.team.slug]))

    def applied(self, form):
        """Return the Change, or None with the reason among the form's errors."""
        try:
            act, _project = apply(form.preview(), team=self.team, name=form.cleaned_data["name"], by=self.membership)
        except ValidationError as error:
            form.add_error("name", error.messages)
            return None
        return act
