"""The rows a choice may mean: what a search field shows while somebody types, and a page that says the same."""

from functools import cache

from django import forms
from django.apps import apps
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from teams.choices import MATCHES_AT_MOST, WORDS_AT_MOST, matches, narrowed
from teams.models import StoredRow
from teams.roles import MATRIX
from teams.web import TeamPage


class AskedForm(forms.Form):
    """What is searched, and which rows count; a field says the latter in its address."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=WORDS_AT_MOST, widget=forms.TextInput(attrs={"type": "search"})
    )
    open = forms.BooleanField(required=False, widget=forms.HiddenInput)
    ended = forms.BooleanField(required=False, widget=forms.HiddenInput)
    project = forms.UUIDField(required=False, widget=forms.HiddenInput)
    without = forms.UUIDField(required=False, widget=forms.HiddenInput)


class Choices(TeamPage):
    """The first rows of a kind that words may mean, as far as the asking person may see and choose them."""

    route = "choices/<str:kind>/", "choices"
    template_name = "teams/choices.html"
    row_partials = ("choices",)

    @cached_property
    def model(self):
        try:
            return _offered()[self.kwargs["kind"]]
        except KeyError as error:
            raise Http404 from error

    def required_right(self):
        return "{}.view_{}".format(*self.model._meta.label_lower.split("."))

    def get_context_data(self, **kwargs):
        form = AskedForm(self.request.GET)
        form.is_valid()
        rows = matches(self.rows(form.cleaned_data), form.cleaned_data.get("q", ""))
        return super().get_context_data(
            form=form,
            plural=self.model._meta.verbose_name_plural,
            rows=[{"row": row, "hint": self.hint(row, form.cleaned_data)} for row in rows[:MATCHES_AT_MOST]],
            is_cut=len(rows) > MATCHES_AT_MOST,
            most=MATCHES_AT_MOST,
            list_id=self.request.htmx.target or "choices",
            **kwargs,
        )

    def rows(self, asked):
        """Return the rows that may be chosen, as the asking field narrows them."""
        rows = self.model._default_manager.visible_to(self.membership).select_related("team")
        if not asked.get("ended"):
            rows = narrowed(rows, self.membership)
        if asked.get("open") and hasattr(rows, "open"):
            rows = rows.open()
        if (project := asked.get("project")) and self._has_project:
            rows = rows.filter(project=project)
        if self._has_project:
            rows = rows.select_related("team", "project")
        return rows.exclude(pk=asked["without"]) if asked.get("without") else rows

    def hint(self, row, asked):
        """Return what else tells a row from others: its project, unless that is given."""
        return str(row.project) if self._has_project and not asked.get("project") else ""

    @property
    def _has_project(self):
        return any(field.name == "project" for field in self.model._meta.concrete_fields)


@cache
def _offered():
    """Return {kind: model} of the rows that fields of other rows ask for."""
    fields = (field for model in apps.get_models() if issubclass(model, StoredRow) for field in _asking(model))
    models = {field.related_model for field in fields}
    return {model._meta.label_lower: model for model in models if model._meta.label_lower in MATRIX}


def _asking(model):
    own = (*model._meta.concrete_fields, *model._meta.many_to_many)
    return (field for field in own if field.is_relation and field.editable)
