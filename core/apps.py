from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class CoreConfig(AppConfig):
    name = "core"
    default = True


class StaticFiles(StaticFilesConfig):
    """Django's own, without the folders of libraries no page of ours asks for: they are most of the bytes."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "django_htmx/ext/*",
        "drf_spectacular_sidecar/redoc/*",
        "rest_framework/*",
    ]
