"""Heavy libraries load when they are first needed, not when the server starts."""

import importlib
from functools import cached_property
from types import ModuleType
from typing import Any


class Lazy:
    """A module that is imported at its first attribute access: `openpyxl = Lazy("openpyxl")`."""

    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def _module(self) -> ModuleType:
        return importlib.import_module(self._name)

    def __getattr__(self, attribute: str) -> Any:
        return getattr(self._module, attribute)
