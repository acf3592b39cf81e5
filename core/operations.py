"""How one operation of the API is described: by what its view is asked when it answers."""

from drf_spectacular.plumbing import get_doc

from .descriptions import Descriptions

SUMMARIES = {
    "list": "List {many}",
    "create": "Add {one}",
    "retrieve": "Show {one}",
    "partial_update": "Change {one}",
    "destroy": "Discard {one}",
}
# What any operation may answer instead, what only those that change something, and what those that read a body.
ANY_ERRORS = ("400", "401", "403", "404", "406", "503")
WRITING_ERRORS = ("409",)
READING_ERRORS = ("413", "415")


class Operation(Descriptions):
    """One operation: its summary from the table, or else the first line of its docstring; the rest stands below."""

    def get_summary(self):
        """Return what it does, in one line."""
        if names := self._names:
            return SUMMARIES[self._action].format(one=names.verbose_name, many=names.verbose_name_plural)
        return self._doc.partition("\n")[0].removesuffix(".")

    def get_description(self):
        """Return what its docstring says beyond the summary."""
        return self._doc.partition("\n")[2].strip() if self._names is None else self._own_doc

    def get_auth(self):
        """Return the ways to sign in that open it."""
        is_for_people = self._action in getattr(self.view, "session_only", ())
        return [way for way in super().get_auth() if not (is_for_people and "token" in way)]

    def get_override_parameters(self):
        """Return the parameters of its own in the query of its address."""
        queries = self.view.queries
        return [queries[self._action]] if self._action in queries else []

    def get_filter_backends(self):
        """Return what narrows the rows of its answer, where anything does."""
        return self.view.filter_backends if self._acts(self.view.filtered) else []

    def get_request_serializer(self):
        """Return what its body is: a row, the arguments of a verb, or nothing."""
        if self._action in self.view.bodies:
            return self.view.bodies[self._action]
        is_row = self.method == "PATCH" or self._action in (None, "create")
        return super().get_request_serializer() if is_row else None

    def get_response_serializers(self):
        """Return what it answers, where that is not the row."""
        return self.view.answers.get(self._action) or super().get_response_serializers()

    def _get_response_bodies(self, direction="response"):
        answers = self.get_response_serializers()
        if self.method == "DELETE" and self._action != "destroy":  # it takes a verb back, and shows the row
            answered = {"200": self._get_response_for_code(answers, "200", direction=direction)}
        else:
            answered = super()._get_response_bodies(direction)
        return answered | {code: {"$ref": f"#/components/responses/{code}"} for code in self._errors()}

    def _errors(self):
        if self.method == "GET":
            return sorted(ANY_ERRORS)
        reading = () if self._action == "destroy" else READING_ERRORS
        return sorted((*ANY_ERRORS, *WRITING_ERRORS, *reading))

    def _get_paginator(self):
        return super()._get_paginator() if self._acts(self.view.paged) else None

    def _acts(self, actions):
        return (self._action or "list") in actions

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
