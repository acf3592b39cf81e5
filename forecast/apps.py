from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.navigation import Area


class ForecastConfig(AppConfig):
    name = "forecast"
    areas = [
        Area(
            key="forecast",
            label=_("Forecast"),
            url="forecast:forecast",
            icon="telescope",
            place=25,
            right="forecast.view_run",
            namespaces=("forecast",),
        )
    ]

    def ready(self):
        from risks.ports import worth_of_risks  # noqa: PLC0415 - models are there from now on

        from .context import Worth  # noqa: PLC0415

        worth_of_risks.append(Worth)
