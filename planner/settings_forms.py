"""The form of the plan's settings."""

from teams.forms import TeamModelForm

from .models import Settings


class SettingsForm(TeamModelForm):
    class Meta:
        model = Settings
        fields = ["checkin_days", "hire_lead_days"]
