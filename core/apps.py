from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig

from . import checks  # noqa: F401 - registers them


class CoreConfig(AppConfig):
    name = "core"
    default = True


class StaticFiles(StaticFilesConfig):
    """Django's own, without what no page asks for of libraries, which is most of their bytes."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "django_htmx/ext/*",
        "drf_spectacular_sidecar/redoc/*",
        "rest_framework/*",
        # Of ECharts one file of many is served: vendor/echarts/echarts.esm.min.js.
        "echarts*.map",
        "echarts.common*",
        "echarts.simple*",
        "echarts.js",
        "echarts.min.js",
        "echarts.esm.js",
        "echarts*.mjs",
        "extension/*",
        "package.json",
    ]
