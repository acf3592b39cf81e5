"""How a program shows who it is: a personal token, or the cookie of a signed-in browser."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions

from .models import Token

SCHEME = "Bearer"


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer lf_…`; the token's person and team come with it."""

    def authenticate(self, request):
        scheme, _separator, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        token = Token.find(text.strip())
        if token is None:
            raise exceptions.AuthenticationFailed(_("This token is unknown, expired or revoked."))
        token.note_use(timezone.now())
        return token.membership.user, token

    def authenticate_header(self, request):
        return SCHEME


class CookieAuthentication(authentication.SessionAuthentication):
    """The browser's session, with its CSRF check."""
