from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.navigation import Area


class DeskConfig(AppConfig):
    name = "desk"
    areas = [
        Area(key="home", label=_("Home"), url="home", icon="house", place=10, namespaces=("", "desk")),
        Area(key="mine", label=_("My work"), url="my-work", icon="list-checks", place=15, pages=("my-work",)),
    ]

    def ready(self):
        from .demo import checks  # noqa: F401, PLC0415 - models are there from now on
