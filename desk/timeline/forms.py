"""The form that moves a milestone, by hand where the picture cannot be dragged."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from planner.reasons import ReasonField

ALL, ALONE = "all", "alone"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class MoveForm(forms.Form):
    """Where a milestone is to lie. What has begun keeps the day it began on.

    `seen` is that of the preview somebody looked at, `version` that of the milestone, `how` whether what waits for it
    goes along.
    """

    starts_on = forms.DateField(label=_("Starts"), required=False, widget=DayInput)
    due_on = forms.DateField(label=_("Due"), widget=DayInput)
    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    reason = ReasonField()
    how = forms.ChoiceField(choices=[(ALL, ALL), (ALONE, ALONE)], required=False, widget=forms.HiddenInput)

    def __init__(self, *args, milestone, **kwargs):
        super().__init__(*args, auto_id="move-%s", **kwargs)
        self.milestone = milestone
        if milestone.is_begun:
            del self.fields["starts_on"]

    @property
    def dates(self):
        """Return (start, due) as asked for."""
        given = self.cleaned_data
        return (self.milestone.starts_on if self.milestone.is_begun else given["starts_on"]), given["due_on"]

    @property
    def query(self):
        """Return the part of an address that asks for the same dates again."""
        names = ("starts_on", "due_on")
        return urlencode([(name, self.data[name]) for name in names if name in self.fields and self.data.get(name)])
