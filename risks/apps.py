from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.navigation import Area


class RisksConfig(AppConfig):
    name = "risks"
    areas = [
        Area(
            key="risks",
            label=_("Risks"),
            url="risks:board",
            icon="shield-alert",
            place=30,
            right="risks.view_risk",
            namespaces=("risks",),
            pages=(
                "playbook:library",
                "playbook:library-entry",
                "playbook:library-of-risk",
                "playbook:library-suggestions",
            ),
        )
    ]
