from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig

from . import checks  # noqa: F401 - registers them


class CoreConfig(AppConfig):
    name = "core"
    default = True


class StaticFiles(StaticFilesConfig):
    """Django's own, without three folders of libraries that no page asks for and that hold most of the bytes."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "django_htmx/ext/*",
        "drf_spectacular_sidecar/redoc/*",
        "rest_framework/*",
    ]
