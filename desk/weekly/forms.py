"""What the weekly review asks for: one form for each way to decide, and the note at its end."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import tell
from planner.models import NOTE_LIMIT, Decided, Leftover
from planner.reasons import ReasonField
from teams.choice_fields import RowField
from teams.models import Membership

from .deciding import TASKS, Asked
from .findings import BY_KEY


class DecisionForm(forms.Form):
    """A decision about one item, with what it needs. `auto_id` keeps the fields of several forms apart."""

    item = forms.CharField(max_length=60, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=Decided.choices, widget=forms.HiddenInput)
    day = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = ReasonField()
    tasks = forms.ChoiceField(
        label=_("What becomes of the open tasks?"),
        required=False,
        choices=TASKS,
    )
    person = RowField(label=_("To whom"), required=False, queryset=Membership.objects.all())

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(membership)
        self.fields["person"].empty_label = _("Choose a person")

    def asked(self):
        """Return what was asked for; of a valid form."""
        told = dict(self.cleaned_data)
        key, _separator, row = told.pop("item").partition(":")
        told["tasks"] = told["tasks"] or Leftover.KEEP
        group = BY_KEY.get(key)
        return Asked(subject_kind=group.subject.kind if group else "", subject_id=row, group=key, **told)

    def clean_item(self):
        """Refuse what names no reason and no row."""
        key, _separator, row = self.cleaned_data["item"].partition(":")
        if key not in BY_KEY:
            raise forms.ValidationError(_("There is no such item."), code="does_not_exist")
        forms.UUIDField().clean(row)
        return self.cleaned_data["item"]


class EndingForm(forms.Form):
    """The note that a review ends with."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What the team should remember until next week. Everyone in the team can read it."),
    )

    def __init__(self, *args, instance, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance, self.membership = instance, membership

    def store(self, *, by):
        """Finish the review; returns it, or None with the reason among the form's errors."""
        try:
            self.instance.end(by=by, note=self.cleaned_data["note"])
        except forms.ValidationError as error:
            tell(self, error)
            return None
        return self.instance
