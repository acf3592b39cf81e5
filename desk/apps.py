from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"

    def ready(self):
        from .demo import checks  # noqa: F401, PLC0415 - models are there from now on
