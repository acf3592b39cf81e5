"""How often a password may be tried: nobody locks another person out, and many clients together guess slowly.

Tries count by address and client together, and for each address over all clients. A browser in which the person signed
in before is known: it counts by itself, so that no stranger can use up its tries (decision 18).
"""

import secrets

from allauth.core import ratelimit
from django.conf import settings
from django.core import signing

from .models import User

HERE, ANYWHERE = "password_here", "password_anywhere"  # in ACCOUNT_RATE_LIMITS


def may_try(request, email, *, browser, client):
    """Count a try; false when there were too many. `browser` is what `known_browser` gave."""
    if not ratelimit.consume(request, action=HERE, key=_place(email, browser or client)):
        return False
    return bool(browser) or ratelimit.consume(request, action=ANYWHERE, key=email)


def forget_tries(request, email, *, browser, client):
    """Start anew at this place, because the password was right."""
    ratelimit.clear(request, action=HERE, key=_place(email, browser or client))


def known_browser(request, email):
    """Return the mark of a browser in which the person with this address signed in before, or None."""
    text = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE)
    user = User.objects.filter(email=email).first() if text else None
    if user is None:
        return None
    try:
        return signing.loads(text, salt=_salt(user), max_age=settings.KNOWN_BROWSER_AGE)
    except signing.BadSignature:
        return None


def remember_browser(request, user):
    """Let the browser of a request be known to a person who signed in, or set their password, in it."""
    request.known_to = user


class KnownBrowserMiddleware:
    """Give a browser that has become known its mark."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        user = getattr(request, "known_to", None)
        if user is not None:
            response.set_cookie(
                settings.KNOWN_BROWSER_COOKIE,
                signing.dumps(secrets.token_hex(8), salt=_salt(user)),
                max_age=settings.KNOWN_BROWSER_AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def _place(email, name):
    return f"{email} {name}"


def _salt(user):
    # With the password changes the hash: who knew the old one knows no browser any more.
    return f"teams.guessing:{user.pk}:{user.get_session_auth_hash()}"
