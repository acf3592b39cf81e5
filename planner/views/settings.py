"""What the team has decided about its plan."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from planner.models import Settings
from planner.settings_forms import SettingsForm
from teams.form_pages import TeamUpdateView


class SettingsPage(TeamUpdateView):
    """How the team works with its plan."""

    route = "plan/settings/", "settings"
    model = Settings
    form_class = SettingsForm

    @cached_property
    def object(self):
        return Settings.of(self.team)

    def get_title(self):
        return _("Settings of the plan")

    def get_submit(self):
        return _("Save settings")

    def get_cancel_url(self):
        return self.index_url()

    def get_crumbs(self):
        return [(self.index_url(), self.index_label())]

    def get_success_url(self):
        return self.index_url()

    def get_success_message(self):
        return _("Settings saved.")
