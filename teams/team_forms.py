"""Forms about the team itself and about one's own account."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .forms import TeamModelForm
from .founding import found
from .keyed import KeyedForm
from .models import Position, Team, Token, User
from .models.team import ALERT_HOURS, HOUR_HELP, WEEKDAYS, WRONG_DAYS, WRONG_HOUR, WRONG_ZONE
from .zones import zone_choices

LIFETIMES = [("30", _("30 days")), ("90", _("90 days")), ("365", _("1 year")), ("", _("Never"))]
ZONE_HELP = _("Decides what is due today.")


def choose_zone(form, *, suggest):
    """Replace the text field by a list; `suggest` lets the page offer the browser's own zone."""
    field = form.fields["time_zone"]
    present = form.initial.get("time_zone") or form.instance.time_zone
    attrs = {"data-suggest-zone": suggest}
    form.fields["time_zone"] = forms.ChoiceField(
        label=field.label,
        help_text=field.help_text,
        choices=zone_choices(present),
        widget=forms.Select(attrs=attrs),
        error_messages={"invalid_choice": WRONG_ZONE},
    )


class NewTeamForm(forms.ModelForm):
    """A new team; whoever fills this in becomes its owner."""

    class Meta:
        model = Team
        fields = ["name", "currency", "time_zone", "language"]
        help_texts = {"name": _("Your startup's name. You can change it later."), "time_zone": ZONE_HELP}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial["language"] = get_language()
        self.initial["time_zone"] = user.time_zone
        choose_zone(self, suggest="fill" if user.time_zone == "UTC" else "offer")

    def store(self):
        """Found the team; returns the owner's membership, or None with the reason among the errors."""
        try:
            return found(self.instance, user=self.user)
        except ValidationError as error:
            self._update_errors(error)
        return None


class TeamSettingsForm(TeamModelForm):
    """Name, money, clock and language of the team."""

    working_days = forms.TypedMultipleChoiceField(
        label=_("Working days"),
        coerce=int,
        choices=list(enumerate(WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": WRONG_DAYS, "invalid_choice": WRONG_DAYS},
    )
    alert_hour = forms.TypedChoiceField(
        label=_("Alert hour"),
        coerce=int,
        choices=[(hour, f"{hour:02d}:00") for hour in ALERT_HOURS],
        help_text=HOUR_HELP,
        error_messages={"invalid_choice": WRONG_HOUR},
    )

    class Meta:
        model = Team
        fields = ["name", "currency", "time_zone", "language", "working_days", "alert_hour"]
        help_texts = {
            "currency": _("Amounts already entered keep their currency."),
            "time_zone": ZONE_HELP,
            "language": _("For email to people without an account and for new invitations."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choose_zone(self, suggest="offer")

    def clean_working_days(self):
        return sorted(self.cleaned_data["working_days"])


class PositionForm(TeamModelForm):
    class Meta:
        model = Position
        fields = ["job_role", "title", "circle", "holder", "starts_on", "ends_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holder"].empty_label = _("nobody yet")


class TokenForm(KeyedForm):
    """A new key to the API; it is stored by issuing it."""

    lifetime = forms.ChoiceField(label=_("Expires"), choices=LIFETIMES, initial="90", required=False)

    class Meta:
        model = Token
        fields = ["name", "scope"]

    def clean(self):
        cleaned = super().clean()
        days = cleaned.get("lifetime")
        self.instance.expires_at = timezone.now() + timedelta(days=int(days)) if days else None
        return cleaned


class ProfileForm(forms.ModelForm):
    """A person's own settings, the same in all of their teams."""

    class Meta:
        model = User
        fields = ["name", "language", "time_zone", "shortcuts"]
        help_texts = {"time_zone": _("How times are shown to you, and when email may reach you.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choose_zone(self, suggest="offer")
