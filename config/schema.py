"""What the OpenAPI description must be told: the two ways to sign in."""

from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "teams.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "description": "A personal token of one team, `lf_…`."}


class CookieScheme(SessionScheme):
    target_class = "teams.authentication.CookieAuthentication"
    name = "session"
