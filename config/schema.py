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

from .api import router

GUIDE = """
**Signing in.** Send `Authorization: Bearer lf_…`, a personal token of one team. People make them on their page “API
tokens”, administrators by `manage.py create_token EMAIL --name NAME`. A token may do what its person may, within its
scope: *read*, *read and write*. Some operations take a person at a browser; they answer 403 to every token.

**Lists** come in pages (`page`, `page_size`) with the `count` of all rows, and take the filters of the team's pages.

**Writing.** PATCH changes the fields that are sent and takes the `version` that was read: 409 says that somebody was
quicker. A POST that makes a row may carry an `Idempotency-Key`; repeated within a day, it gives the first answer again.
What happens to a row has an address of its own: POST …/completion/ completes, DELETE …/completion/ takes it back.

**Values.** Days are `2026-03-01`, instants have a zone, amounts of money are decimal text beside their currency. What
is not known is `null`, never zero.

**Errors** all have one shape, `application/problem+json` (RFC 9457): 400 lists each broken rule with its field and
code, 401 knows no one, 403 refuses somebody, 404 hides what is not there or belongs to others, 409 clashes with what is
stored. Their messages are in the language of `Accept-Language` or of the person.
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
PROBLEM_RESPONSE = {
    "description": "The request was not done, and why.",
    "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def describe_what_all_share(result, generator, request, public):
    """Add to the finished description what each kind of row is, what stands in addresses, and how errors look."""
    kinds = [("teams", TeamDetail), *((prefix, viewset) for prefix, viewset, _name in router.registry)]
    result["info"]["description"] = GUIDE.strip()
    result["tags"] = [{"name": name, "description": get_doc(view)} for name, view in kinds]
    result["components"]["schemas"]["Problem"] = PROBLEM
    result["components"]["responses"] = {"Problem": PROBLEM_RESPONSE}
    for ways in result["paths"].values():
        for operation in ways.values():
            operation["responses"]["4XX"] = {"$ref": "#/components/responses/Problem"}
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path":
                    parameter["description"] = IN_PATHS[parameter["name"]]
    return result


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
