"""Forms of links between milestones, and of what follows a moved date."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from teams.forms import TeamModelForm

from .forms import id_in
from .linking import link
from .models import Dependency
from .reasons import ReasonField


class DependencyForm(TeamModelForm):
    """One milestone waits for another; the one the form is opened for is not asked again."""

    parents = ("predecessor", "successor")
    follow = forms.BooleanField(
        label=_("Move with it"),
        required=False,
        initial=True,
        help_text=_("When the date of the one moves, a new date for the one that waits is offered."),
    )
    field_order = ["successor", "predecessor", "kind", "lag", "follow"]

    class Meta:
        model = Dependency
        fields = ["predecessor", "successor", "kind", "lag"]
        labels = {"predecessor": _("Waits for"), "successor": _("Milestone")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            del self.fields["follow"]
        for name in self.parents:
            if name in self.fields and id_in(self.initial.get(name)):
                self.fields[name].widget = forms.HiddenInput()

    def store(self, *, by):
        if not self.instance._state.adding:
            return super().store(by=by)
        try:
            self.act = link(self.instance, by=by, follow=self.cleaned_data["follow"])
        except ValidationError as error:
            self._update_errors(error)
            return None
        return self.instance


class CascadeForm(forms.Form):
    """Which move of a milestone is meant: to a due date, one made by an edit, or to where its links demand it."""

    due_on = forms.DateField(
        label=_("New due date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    after = forms.UUIDField(required=False)
    fit = forms.BooleanField(required=False)
    seen = forms.CharField(required=False, max_length=100)
    reason = ReasonField()

    def asked_for(self):
        """Return what says which move is meant, as it was sent."""
        return {name: self.data[name] for name in ("due_on", "after", "fit") if self.data.get(name)}
