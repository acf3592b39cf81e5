"""The OpenAPI description, as tests ask it: which operations there are, and whether an answer is what it says."""

import copy
import functools
import json
import re

from drf_spectacular.renderers import OpenApiJsonRenderer
from jsonschema import Draft202012Validator

from config.schema import SchemaView

KIND = re.compile(r"/api/v1/teams/\{team\}/([a-z-]+)/")


class Described:
    """One operation: its address, its method, and what the description says about it."""

    def __init__(self, path, method, said):
        self.path, self.method, self.said = path, method.upper(), said

    def __repr__(self):
        return f"{self.method} {self.path}"

    @property
    def kind(self):
        found = KIND.match(self.path)
        return found and found[1]

    def address(self, **arguments):
        return self.path.format(**arguments)

    @property
    def parameters(self):
        """Return the parameters of the query, by name."""
        return {each["name"]: each["schema"] for each in self.said.get("parameters", ()) if each["in"] == "query"}

    @property
    def body(self):
        """Return (content type, schema) of what it takes, or None."""
        content = self.said.get("requestBody", {}).get("content", {})
        return next(iter(content.items()), None)


@functools.cache
def description():
    """Return the description as programs read it."""
    return json.loads(OpenApiJsonRenderer().render(SchemaView.generator_class().get_schema(public=True)))


def operations():
    """Return every operation."""
    paths = description()["paths"]
    return [Described(path, method, said) for path, ways in paths.items() for method, said in ways.items()]


def read(path):
    """Return the operation that reads what stands at this path below a team."""
    return next(each for each in operations() if (each.method, each.path) == ("GET", f"/api/v1/teams/{{team}}/{path}"))


def errors_in(answer, operation):
    """Return what an answer holds other than described; a field that is not described is an error too."""
    said = resolved(operation.said["responses"].get(str(answer.status_code)))
    if said is None:
        return [f"{answer.status_code} is not described"]
    content = said.get("content")
    if content is None:
        return [] if not answer.content else ["a body is not described"]
    kind = answer.headers["Content-Type"]
    if kind not in content:
        return [f"{kind} is not described"]
    if content[kind]["schema"].get("format") == "binary":
        return []  # bytes are what they are
    schema = content[kind]["schema"] | {"components": exact_components()}
    return [
        f"{error.json_path}: {error.message}"
        for error in Draft202012Validator(schema).iter_errors(json.loads(answer.getvalue()))
    ]


def resolved(part):
    """Return a part of the description, or the one it refers to."""
    if part is None or "$ref" not in part:
        return part
    found = description()
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return found


@functools.cache
def exact_components():
    """Return what answers are made of, each closed to fields it does not name."""
    components = copy.deepcopy(description()["components"])
    for schema in components["schemas"].values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return components
