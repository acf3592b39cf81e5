"""What somebody chooses before a template is applied."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.text import refuse_control_characters, refuse_line_breaks
from planner.models import calendar_of

from .templates import preview, summary_of

FURTHEST = timedelta(days=5 * 366)


def first_start(team):
    """Return the start offered first: today, or the next working day."""
    return calendar_of(team).next_working(team.today())


def check_start(day, team):
    """Refuse a start so far away that it can only be a slip of the pen."""
    if abs(day - team.today()) > FURTHEST:
        raise ValidationError(_("Choose a start within five years of today."), code="far_away")


class TemplateForm(forms.Form):
    """The start, the language of the texts, and the name of the project that will be made."""

    start = forms.DateField(
        label=_("Starts"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Every date is counted from this day and moved to a working day of the team."),
    )
    language = forms.ChoiceField(label=_("Language of the texts"), choices=settings.LANGUAGES)
    name = forms.CharField(
        label=_("Name of the project"),
        max_length=120,
        validators=[refuse_control_characters, refuse_line_breaks],
    )

    def __init__(self, data=None, *, code, team, **kwargs):
        super().__init__(data, **kwargs)
        self.code, self.team = code, team

    @classmethod
    def begun(cls, data, *, code, team):
        """Return the form as the address has it, with what the team would choose for the rest."""
        language = data.get("language")
        known = language if language in dict(settings.LANGUAGES) else team.language
        offered = {
            "start": first_start(team).isoformat(),
            "language": known,
            "name": summary_of(code, known).name,
        }
        return cls(offered | {key: data[key] for key in offered if data.get(key)}, code=code, team=team)

    def clean_start(self):
        check_start(self.cleaned_data["start"], self.team)
        return self.cleaned_data["start"]

    def preview(self):
        """Return the template dated and put into words as chosen; only for a valid form."""
        chosen = self.cleaned_data
        return preview(self.code, start=chosen["start"], language=chosen["language"], calendar=calendar_of(self.team))
