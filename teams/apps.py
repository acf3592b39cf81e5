from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.navigation import Area


class TeamsConfig(AppConfig):
    name = "teams"
    areas = [
        Area(
            key="team",
            label=_("Team"),
            url="teams:people",
            icon="users",
            place=60,
            right="teams.view_membership",
            namespaces=("teams", "feeds"),
            pages=(
                "planner:staffing",
                "planner:need-new",
                "planner:bonus-list",
                "planner:bonus",
                "planner:bonus-new",
                "planner:bonus-edit",
                "planner:bonus-approval",
                "planner:bonus-payment",
                "planner:bonus-voiding",
            ),
        )
    ]
