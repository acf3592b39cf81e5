"""What is asked before a milestone with open tasks is completed."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from teams.choice_fields import RowField

from .models import Leftover, Milestone


class LeftoverForm(forms.Form):
    """What becomes of the open tasks, and where they go."""

    tasks = forms.ChoiceField(
        label=_("What becomes of the open tasks?"),
        choices=Leftover.choices,
        widget=forms.RadioSelect,
        initial=Leftover.COMPLETE,
    )
    to = RowField(
        label=_("Milestone that takes them over"),
        queryset=Milestone.objects.all(),
        required=False,
        help_text=_("For tasks that are moved."),
    )

    def __init__(self, *args, instance, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance, field = instance, self.fields["to"]
        field.offer(membership, open="true")
        field.queryset = field.queryset.open().exclude(pk=instance.pk)
        field.empty_label = _("none")

    def store(self, *, by):
        """Complete the milestone; returns it, or None with the reason among the form's errors."""
        try:
            self.instance.complete(by=by, **self.cleaned_data)
        except ValidationError as error:
            self.add_error(None, error)
            return None
        return self.instance
