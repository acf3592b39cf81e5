"""How one operation of the API is described."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_doc

SUMMARIES = {
    "list": "List {many}",
    "create": "Add {one}",
    "retrieve": "Show {one}",
    "partial_update": "Change {one}",
    "destroy": "Discard {one}",
}


class Operation(AutoSchema):
    """One operation: its summary from the table, or else the first line of its docstring; the rest stands below."""

    def get_summary(self):
        """Return what it does, in one line."""
        if names := self._names:
            return SUMMARIES[self._action].format(one=names.verbose_name, many=names.verbose_name_plural)
        return self._doc.partition("\n")[0].removesuffix(".")

    def get_description(self):
        """Return what its docstring says beyond the summary."""
        return self._doc.partition("\n")[2].strip() if self._names is None else self._own_doc

    @property
    def _action(self):
        return getattr(self.view, "action", None)

    @property
    def _names(self):
        """The names of the kind of row that one of the usual five operations is about."""
        model = getattr(getattr(self.view.get_serializer_class(), "Meta", None), "model", None)
        return model._meta if model is not None and self._action in SUMMARIES else None

    @property
    def _own_doc(self):
        return get_doc(getattr(self.view, self._action or self.method.lower()))

    @property
    def _doc(self):
        return self._own_doc or get_doc(type(self.view))
