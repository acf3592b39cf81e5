"""The form that names a reader of a restricted risk."""

from django import forms

from planner.forms import id_in
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
            known = RiskReader.objects.visible_to(self.membership).filter(risk=id_in(self.initial["risk"]))
            people.queryset = people.queryset.exclude(pk__in=known.values("reader"))
