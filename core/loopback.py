"""Is a request from the machine the server runs on? Behind a proxy every request looks so: trust no forwarded one."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings

PROXY_HEADERS = {"HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_CF_CONNECTING_IP", "HTTP_TRUE_CLIENT_IP"}


def is_local_installation():
    """Say whether the product is set up for this machine only."""
    return _is_loopback(urlsplit(settings.BASE_URL).hostname)


def is_local_request(request):
    """Say whether address, Host and BASE_URL are all loopback and no proxy has touched the request."""
    forwarded = any(name in PROXY_HEADERS or name.startswith("HTTP_X_FORWARDED") for name in request.META)
    # A proxy that is told nothing speaks HTTP/1.0 to what is behind it; no browser does.
    forwarded = forwarded or request.META.get("SERVER_PROTOCOL") == "HTTP/1.0"
    host = urlsplit(f"//{request.get_host()}").hostname
    return (
        not forwarded
        and is_local_installation()
        and _is_loopback(host)
        and _is_loopback(request.META.get("REMOTE_ADDR"))
    )


def _is_loopback(host):
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
