"""The team's own settings."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property

from teams.form_pages import TeamUpdateView
from teams.models import File, Team
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

    def get_context_data(self, **kwargs):
        taken = {"files_bytes": File.bytes_of(self.team), "files_most": settings.FILES_OF_TEAM_AT_MOST}
        return super().get_context_data(**taken, **kwargs)

    def get_success_url(self):
        return reverse("teams:settings", args=[self.team.slug])
