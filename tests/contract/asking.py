"""Requests of whoever a test names, without signing in: for tests of what somebody may do, not of who somebody is."""

import copy

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client, override_settings

SIGNED_IN = "django.contrib.auth.middleware.AuthenticationMiddleware"
ASKER = "tests.asker"


class NamedUserMiddleware:
    """Stands where Django finds the user of a session, and takes the one the request came with."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.META.get(ASKER)
        # A copy, since what a request does to it must not reach the next one.
        request.user = AnonymousUser() if user is None else copy.copy(user)
        return self.get_response(request)


class PlainClient(Client):
    """Sends requests as Django's own does, for a named user, and notes nothing of how the answer was made.

    One serves for many tests: each client makes all middleware anew.
    """

    def ask(self, method, path, user=None, **extra):
        """Return the answer to a request with an empty body in the content type of the place it goes to."""
        kind = "application/json" if path.startswith("/api/") else "application/x-www-form-urlencoded"
        self.cookies.clear()
        return self.generic(method, path, "{}", content_type=kind, **{ASKER: user}, **extra)

    def request(self, **request):
        if self.handler._middleware_chain is None:
            named = f"{__name__}.{NamedUserMiddleware.__name__}"
            chain = [named if name == SIGNED_IN else name for name in settings.MIDDLEWARE]
            with override_settings(MIDDLEWARE=chain):
                self.handler.load_middleware()
        return self.handler(self._base_environ(**request))
