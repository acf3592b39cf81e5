"""The form of somebody's part in a milestone."""

from django import forms

from teams.forms import TeamModelForm

from .forms import id_in
from .models import Responsibility


class ResponsibilityForm(TeamModelForm):
    """Who, and which part; the milestone the form is opened for is not asked again."""

    parents = ("milestone", "person")

    class Meta:
        model = Responsibility
        fields = ["milestone", "person", "letter"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "milestone" in self.fields and id_in(self.initial.get("milestone")):
            self.fields["milestone"].widget = forms.HiddenInput()
