from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.navigation import Area


class AlertsConfig(AppConfig):
    name = "alerts"
    areas = [
        Area(
            key="alerts",
            label=_("Alerts"),
            url="alerts:mine",
            icon="bell",
            place=50,
            right="alerts.view_preference",
            namespaces=("alerts",),
        )
    ]
