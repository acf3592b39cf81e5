"""The form that names a reader of a restricted risk."""

from django import forms

from teams.forms import TeamModelForm

from .models import RiskReader


class RiskReaderForm(TeamModelForm):
    """Who; the risk the form is opened for is not asked again."""

    parents = ("risk", "reader")

    class Meta:
        model = RiskReader
        fields = ["risk", "reader"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = self.fields["reader"]
        people.queryset = people.queryset.with_account()
        if self.initial.get("risk"):
            self.fields["risk"].widget = forms.HiddenInput()
