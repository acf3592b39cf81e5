from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.navigation import Area


class FundingConfig(AppConfig):
    name = "funding"
    areas = [
        Area(
            key="money",
            label=_("Money"),
            url="funding:overview",
            icon="wallet",
            place=40,
            right="funding.view_round",
            namespaces=("funding",),
        )
    ]

    def ready(self):
        from planner.ports import move_effects  # noqa: PLC0415 - models are there from now on

        from .at_risk import tranches_at_risk  # noqa: PLC0415

        move_effects.append(tranches_at_risk)
