"""Headers every answer carries, the answer while the cache is away, and room to make answers in.

Django 6.0 brings SECURE_CSP itself; then the policy part here is deleted.
"""

import logging
import sys

from django.conf import settings
from django.middleware.gzip import GZipMiddleware

from .away import Episode
from .errors import too_large, unavailable

logger = logging.getLogger(__name__)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
# Python keeps frames in pieces of 16 KB, which it takes from the system and gives back as calls come and go: where one
# ends below a loop of a template, it does so at each turn. A frame gets twice its size where that is a power of two.
FRAME = 16_384  # places of 8 bytes, so that there are 128 KB for all that is called for an answer


class RoomForFramesMiddleware:
    """Be a frame so large that Python has room beside it for all the frames an answer takes."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    __call__.__code__ = __call__.__code__.replace(co_stacksize=FRAME)


class SecurityHeadersMiddleware:
    """Add the Content-Security-Policy of the settings unless the view has set a stricter one of its own."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = policy_text(settings.SECURE_CSP)

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class CompressedPagesMiddleware(GZipMiddleware):
    """Compress pages; Django pads them at random, so that their length tells nothing of a secret in them."""

    def process_response(self, request, response):
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        return super().process_response(request, response) if is_page else response


class CookielessMiddleware:
    """Take no notice of cookies where a secret address alone says who asks: no session has a part in the answer."""

    prefixes = ("/calendar/",)

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(self.prefixes):
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)


class LargeRequestMiddleware:
    """Refuse a request larger than any that is taken, by what it says of its length: nothing of it is read."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if len(length) > 12 or (length.isdecimal() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            return too_large(request)
        return self.get_response(request)


class CacheGoneMiddleware:
    """Answer 503 where the cache that counts requests does not answer.

    What is tried against passwords and addresses is counted: uncounted, it could be tried without end.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.episode = Episode()

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        redis = sys.modules.get("redis.exceptions")  # not loaded where no Redis is used
        if redis is None or not isinstance(exception, redis.ConnectionError | redis.TimeoutError):
            return None
        if self.episode.begins():
            logger.error(
                "REDIS_URL: the cache does not answer (%s); said once while it lasts", type(exception).__name__
            )
        return unavailable(request)


def policy_text(directives):
    """Return a policy as the header spells it."""
    return "; ".join(f"{name} {' '.join(sources)}".strip() for name, sources in directives.items())
