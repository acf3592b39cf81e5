"""The API of the risk settings."""

from teams.serializers import TeamModelSerializer
from teams.settings_api import SettingsViewSet

from .models import Settings
from .settings_forms import SettingsForm


class RiskSettingsSerializer(TeamModelSerializer):
    class Meta:
        model = Settings
        fields = ["version", *SettingsForm.Meta.fields]


class RegisterViewSet(SettingsViewSet):
    """What a team has decided about its risks."""

    serializer_class = RiskSettingsSerializer


routes = [("risk-register", RegisterViewSet)]
