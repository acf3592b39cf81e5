"""What somebody asks of the risk library, and what they take from it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from risks.states import Category

from .adopting import MOST
from .library import LONGEST_QUERY, codes


class LibraryFilter(forms.Form):
    """Which entries of the library are shown."""

    category = forms.ChoiceField(label=_("Category"), choices=[("", _("any")), *Category.choices], required=False)
    q = forms.CharField(label=_("Search"), max_length=LONGEST_QUERY, required=False)


class AdoptionForm(forms.Form):
    """Which entries are added to the register."""

    codes = forms.MultipleChoiceField(
        choices=lambda: [(code, code) for code in codes()],
        error_messages={"required": _("Tick at least one risk.")},
    )

    def clean_codes(self):
        chosen = list(dict.fromkeys(self.cleaned_data["codes"]))
        if len(chosen) > MOST:
            message = _("Add at most %(most)d risks at once.")
            raise ValidationError(message, code="too_many", params={"most": MOST})
        return chosen
