"""The libraries for the browser that npm brings; an installation may lack them, and pages go on without."""

FOLDERS = {"sortablejs": "node_modules/sortablejs/modular", "echarts": "node_modules/echarts/dist"}


def vendored(base):
    """Return (prefix, folder) of each library that is there, for STATICFILES_DIRS."""
    return [(f"vendor/{name}", base / folder) for name, folder in FOLDERS.items() if (base / folder).is_dir()]
