from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.navigation import Area


class PlannerConfig(AppConfig):
    name = "planner"
    areas = [
        Area(
            key="plan",
            label=_("Plan"),
            url="planner:goal-list",
            icon="flag",
            place=20,
            right="planner.view_goal",
            namespaces=("planner", "playbook"),
            pages=("timeline", "timeline-move"),
        )
    ]
