"""Heavy libraries load when they are first needed, not when the server starts."""

import importlib
from functools import cached_property


class Lazy:
    """A module that is imported at its first attribute access: `openpyxl = Lazy("openpyxl")`."""

    def __init__(self, name):
        self._name = name

    @cached_property
    def _module(self):
        return importlib.import_module(self._name)

    def __getattr__(self, attribute):
        return getattr(self._module, attribute)
