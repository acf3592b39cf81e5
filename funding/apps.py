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
