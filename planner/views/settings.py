"""What the team has decided about its plan."""

from django.utils.translation import gettext as _

from planner.models import Settings
from planner.settings_forms import SettingsForm
from teams.form_pages import TeamSettingsView


class SettingsPage(TeamSettingsView):
    """How the team works with its plan."""

    route = "plan/settings/", "settings"
    model = Settings
    form_class = SettingsForm

    def get_title(self):
        return _("Settings of the plan")
