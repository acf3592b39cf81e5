"""How long a sign-in lasts: twelve hours without a request, fourteen days in all."""

from django.conf import settings
from django.contrib.auth import logout
from django.utils import timezone

BEGAN, SEEN = "began", "seen"
SEEN_STEP = 5 * 60  # seconds, so that not every request writes its session


def begin(session):
    """Note that a session begins now."""
    session[BEGAN] = session[SEEN] = _now()


class SessionLimitsMiddleware:
    """Sign out whoever has been away, or in, for too long; the request goes on as a stranger's.

    The limit of the cookie is not enough: Django puts it off whenever something is kept in the session.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            self._hold(request)
        return self.get_response(request)

    def _hold(self, request):
        now, session = _now(), request.session
        last_login = request.user.last_login
        signed_in = int(last_login.timestamp()) if last_login else now
        began, seen = session.get(BEGAN, signed_in), session.get(SEEN, signed_in)
        if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_SECONDS:
            logout(request)
        elif now - seen >= SEEN_STEP:
            session[BEGAN], session[SEEN] = began, now


def _now():
    """Return the present second, as a session can keep it."""
    return int(timezone.now().timestamp())
