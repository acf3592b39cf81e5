"""Why a date moves: the one field that asks for it, of forms and of the API. The answer is an argument of the write."""

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from .models import Move

REASONS = [each for each in Move.Reason.choices if each[0] != Move.Reason.TAKEN_BACK]


class ReasonField(forms.ChoiceField):
    """Why a due date moves, kept in the slip ledger; nobody has to say."""

    def __init__(self, **kwargs):
        choices = [("", _("no reason given")), *REASONS]
        super().__init__(**{"label": _("Why the date moves"), "choices": choices, "required": False} | kwargs)


class ReasonSerializerField(serializers.ChoiceField):
    """Why a due date moves, kept in the slip ledger; nobody has to say."""

    def __init__(self, **kwargs):
        super().__init__(**{"choices": REASONS, "required": False} | kwargs)


class ReasonMixin:
    """For a form of one milestone: asks why its date moves, once it has one that can."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.first_due_on is None:
            del self.fields["move_reason"]

    def reason(self):
        """Return why the date moves, which is kept with the move."""
        return self.cleaned_data.get("move_reason", "")
