"""The team's own settings."""

from django.urls import reverse
from django.utils.functional import cached_property

from teams.form_pages import TeamUpdateView
from teams.models import Team
from teams.team_forms import TeamSettingsForm


class TeamSettings(TeamUpdateView):
    """Name, money, clock and language."""

    route = "settings/", "settings"
    model = Team
    form_class = TeamSettingsForm
    template_name = "teams/settings.html"

    @cached_property
    def object(self):
        return Team.objects.visible_to(self.membership).get()

    def get_success_url(self):
        return reverse("teams:settings", args=[self.team.slug])
