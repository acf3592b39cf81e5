"""Is a request from the machine the server runs on? Behind a proxy every request looks so: trust no forwarded one.

There is no end to the headers by which proxies say that they were there. So a request counts as direct only while it
has none but those of browsers and of plain clients.
"""

import re

from django.conf import settings

from .hosts import is_loopback

OWN_HEADER = re.compile(
    r"HTTP_(HOST|COOKIE|AUTHORIZATION|USER_AGENT|REFERER|ORIGIN|CONNECTION|KEEP_ALIVE|PRAGMA|CACHE_CONTROL|PRIORITY"
    r"|DNT|TE|TRANSFER_ENCODING|EXPECT|RANGE|UPGRADE|UPGRADE_INSECURE_REQUESTS|SERVICE_WORKER|PURPOSE"
    r"|SAVE_DATA|DOWNLINK|ECT|RTT|DPR|DEVICE_MEMORY|VIEWPORT_WIDTH|WIDTH"
    r"|X_CSRFTOKEN|X_REQUESTED_WITH|IDEMPOTENCY_KEY"
    r"|ACCEPT|(ACCEPT|SEC|IF|HX|ACCESS_CONTROL_REQUEST)_[A-Z_]+)"
)


def is_local_installation():
    """Say whether the product is set up for this machine only."""
    return is_loopback(settings.BASE_URL)


def is_local_request(request):
    """Say whether address, Host and BASE_URL are all loopback and no proxy has touched the request."""
    return (
        is_local_installation()
        and _is_direct(request.META)
        and is_loopback(request.get_host())
        and is_loopback(request.META.get("REMOTE_ADDR"))
    )


def _is_direct(meta):
    # A proxy that is told nothing speaks HTTP/1.0 to what is behind it; no browser does.
    return meta.get("SERVER_PROTOCOL") != "HTTP/1.0" and all(
        OWN_HEADER.fullmatch(name) for name in meta if name.startswith("HTTP_")
    )
