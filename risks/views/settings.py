"""What the team has decided about its risks."""

from django.utils.translation import gettext as _

from risks.models import Settings
from risks.settings_forms import SettingsForm
from teams.form_pages import TeamSettingsView


class SettingsPage(TeamSettingsView):
    """How the team works with its risks."""

    route = "risks/settings/", "settings"
    model = Settings
    form_class = SettingsForm

    def get_title(self):
        return _("Risk settings")
