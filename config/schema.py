"""The OpenAPI description: what all operations share, the two ways to sign in, and the page that shows it."""

import threading

from django.conf import settings
from django.utils import translation
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.plumbing import get_doc
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from core.middleware import policy_text
from core.problems import CONTENT_TYPE
from teams.endpoints import TeamDetail

from . import described_filters  # noqa: F401 - drf-spectacular finds it once it is loaded
from .api import router

GUIDE = """
**Signing in.** Send `Authorization: Bearer lf_…`, a personal token of one team. People make them on their page “API
tokens”, administrators by `manage.py create_token EMAIL --name NAME`. A token may do what its person may, within its
scope: *read*, *read and write*. Some operations take a person at a browser; they answer 403 to every token.

**Lists** come in pages (`page`, `page_size`) with the `count` of all rows, and take the filters of the team's pages.
`q` searches with its first 200 characters; words for yes and no may be written in any case.

**Writing.** PATCH changes the fields that are sent and takes the `version` that was read: 409 says that somebody was
quicker. A POST that makes a row may carry an `Idempotency-Key`; repeated within a day, it gives the first answer again.
What happens to a row has an address of its own: POST …/completion/ completes, DELETE …/completion/ takes it back.

**Exactness.** What is not known is refused: parameters, fields, and values that are not of their kind. What was read
may be sent back with PATCH; fields that cannot be set are then compared with the row, and refused where they differ.

**Values.** Days are `2026-03-01`, instants have a zone, amounts of money are decimal text beside their currency. What
is not known is `null`, never zero.

**Errors** all have one shape, `application/problem+json` (RFC 9457): 400 lists each broken rule with its field and
code, 401 knows no one, 403 refuses somebody, 404 hides what is not there or belongs to others, 409 clashes with what is
stored. Any other method at an address answers 405. Their messages are in the language of `Accept-Language` or of the
person. What stands before the product, a proxy or the web server, may refuse in a form of its own.
"""
IN_PATHS = {"team": "The team's name in addresses.", "id": "The row's id.", "code": "The template's code."}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "errors"],
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string", "description": "What is wrong, for people."},
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {
                    "field": {"type": ["string", "null"], "description": "Null when it is about the whole."},
                    "code": {"type": "string", "description": "The broken rule, for programs."},
                    "message": {"type": "string", "description": "The broken rule, for people."},
                },
            },
        },
    },
}
# Why a request is not done. An operation names those it may answer (core/operations.py).
PROBLEMS = {
    "400": "What was sent breaks a rule, or is not known: each error names its field or parameter, and its code.",
    "401": "No one is known: the token is missing, unknown, expired or revoked.",
    "403": "Somebody is known who may not do this, or not with a token.",
    "404": "There is no such row, page or team, or not for whoever asks.",
    "406": "`Accept` asks for something else than JSON.",
    "409": "It clashes with what is stored: somebody was quicker, or the key was used for another request.",
    "413": "The body is longer than is ever read.",
    "415": "The body is not of the type that this operation takes.",
    "503": "Something the product needs is away for a moment.",
}
PROBLEM_HEADERS = {
    "401": {"WWW-Authenticate": {"schema": {"type": "string", "const": "Bearer"}}},
    "503": {"Retry-After": {"schema": {"type": "integer"}, "description": "After how many seconds to try again."}},
}


def describe_what_all_share(result, generator, request, public):
    """Add to the finished description what each kind of row is, what stands in addresses, and how errors look."""
    kinds = [("teams", TeamDetail), *((prefix, viewset) for prefix, viewset, _name in router.registry)]
    result["info"]["description"] = GUIDE.strip()
    result["tags"] = [{"name": name, "description": get_doc(view)} for name, view in kinds]
    result["components"]["schemas"]["Problem"] = PROBLEM
    result["components"]["responses"] = {code: _problem_response(code) for code in PROBLEMS}
    # As a set of methods they would come in another order from each process.
    result["paths"] = {path: dict(sorted(ways.items())) for path, ways in result["paths"].items()}
    for ways in result["paths"].values():
        for operation in ways.values():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path":
                    parameter["description"] = IN_PATHS[parameter["name"]]
    return result


def describe_what_is_refused(result, generator, request, public):
    """Say of each body that nothing else is taken."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Request"):
            schema["additionalProperties"] = False
    return result


def _problem_response(code):
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answer = {"description": PROBLEMS[code], "content": content}
    return answer | ({"headers": PROBLEM_HEADERS[code]} if code in PROBLEM_HEADERS else {})


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "teams.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "description": "A personal token of one team, `lf_…`."}


class CookieScheme(SessionScheme):
    target_class = "teams.authentication.CookieAuthentication"
    name = "session"


class OnceGenerator(SchemaGenerator):
    """Describes the API once in each process, in English as its docstrings are: it is the same for everybody.

    One thread at a time: the library keeps what it has found so far where all threads see it.
    """

    described, making = None, threading.Lock()

    def get_schema(self, request=None, public=False):
        with OnceGenerator.making:
            if OnceGenerator.described is None:
                with translation.override("en"):
                    OnceGenerator.described = super().get_schema(request, public)
        return OnceGenerator.described


class SchemaView(SpectacularAPIView):
    """The description."""

    generator_class = OnceGenerator


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI. Its own style sheet draws arrows and ticks from data: addresses; no other page may."""

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Content-Security-Policy"] = policy_text(
            settings.SECURE_CSP | {"img-src": ["'self'", "data:"]}
        )
        return response
