"""What the OpenAPI description must be told, the two ways to sign in, and the page that shows it."""

from django.conf import settings
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularSwaggerSplitView

from core.middleware import policy_text


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "teams.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "description": "A personal token of one team, `lf_…`."}


class CookieScheme(SessionScheme):
    target_class = "teams.authentication.CookieAuthentication"
    name = "session"


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI. Its own style sheet draws arrows and ticks from data: addresses; no other page may."""

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Content-Security-Policy"] = policy_text(
            settings.SECURE_CSP | {"img-src": ["'self'", "data:"]}
        )
        return response
