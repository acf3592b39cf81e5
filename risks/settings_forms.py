"""The form of the risk settings."""

from teams.forms import TeamModelForm

from .models import Settings


class SettingsForm(TeamModelForm):
    class Meta:
        model = Settings
        fields = [
            "critical_review_days",
            "high_review_days",
            "moderate_review_days",
            "low_review_days",
            "very_low_review_days",
            "rehearsal_days",
            "shows_steps",
        ]
