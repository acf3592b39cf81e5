"""The API of the plan's settings."""

from teams.serializers import TeamModelSerializer
from teams.settings_api import SettingsViewSet

from .models import Settings


class PlanSettingsSerializer(TeamModelSerializer):
    class Meta:
        model = Settings
        fields = ["version", "checkin_days", "hire_lead_days"]


class PlanViewSet(SettingsViewSet):
    """What a team has decided about its plan."""

    serializer_class = PlanSettingsSerializer


routes = [("plan", PlanViewSet)]
