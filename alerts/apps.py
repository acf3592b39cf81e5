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

    def ready(self):
        from planner.ports import move_effects  # noqa: PLC0415 - models are there from now on
        from risks.ports import told_of_start  # noqa: PLC0415

        from .told import people_told, told_of_plan  # noqa: PLC0415

        move_effects.append(people_told)
        told_of_start.append(told_of_plan)
