"""Every address of the product, read from the URLconf, with what its arguments mean."""

import uuid

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import UUIDConverter


class Route:
    """One pattern: its name, its view class, and how to build its address for a row."""

    def __init__(self, name, pattern, callback, converters):
        self.name, self.pattern, self.callback, self.converters = name, pattern, callback, converters

    @property
    def view(self):
        return getattr(self.callback, "view_class", None) or getattr(self.callback, "cls", None)

    @property
    def model(self):
        view = self.view
        if getattr(view, "serializer_class", None) and hasattr(view.serializer_class, "Meta"):
            return view.serializer_class.Meta.model
        return getattr(view, "model", None)

    @property
    def is_api(self):
        return self.pattern.startswith("api/")

    @property
    def is_of_team(self):
        return "team" in self.converters

    @property
    def takes_row(self):
        return any(isinstance(converter, UUIDConverter) for converter in self.converters.values())

    def path(self, slug, **arguments):
        """Return the address in a team, with the given values for its other arguments."""
        path = "/" + self.pattern
        for key, value in ({"team": slug} | arguments).items():
            for kind in ("slug", "uuid", "str", "int", "path"):
                path = path.replace(f"<{kind}:{key}>", str(value))
        return path


def all_routes():
    """Return every route of the URLconf."""
    return list(_walk(get_resolver().url_patterns, "", "", {}))


def _walk(patterns, prefix, namespace, converters):
    for item in patterns:
        pattern = prefix + str(item.pattern)
        inherited = converters | _own_converters(item.pattern)
        if isinstance(item, URLResolver):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            yield from _walk(item.url_patterns, pattern, inner, inherited)
        elif isinstance(item, URLPattern):
            yield Route(f"{namespace}{item.name}", pattern, item.callback, inherited)


def _own_converters(pattern):
    """Return those its own text names: Django adds others to a dict that all patterns of one text share."""
    return {name: converter for name, converter in pattern.converters.items() if f"{name}>" in str(pattern)}


NOBODY = uuid.UUID("01900000-0000-7000-8000-000000000000")
