"""Is a request from the machine the server runs on? Behind a proxy every request looks so: trust no forwarded one."""

from django.conf import settings

from .hosts import is_loopback

PROXY_HEADERS = {"HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_CF_CONNECTING_IP", "HTTP_TRUE_CLIENT_IP"}


def is_local_installation():
    """Say whether the product is set up for this machine only."""
    return is_loopback(settings.BASE_URL)


def is_local_request(request):
    """Say whether address, Host and BASE_URL are all loopback and no proxy has touched the request."""
    forwarded = any(name in PROXY_HEADERS or name.startswith("HTTP_X_FORWARDED") for name in request.META)
    # A proxy that is told nothing speaks HTTP/1.0 to what is behind it; no browser does.
    forwarded = forwarded or request.META.get("SERVER_PROTOCOL") == "HTTP/1.0"
    return (
        not forwarded
        and is_local_installation()
        and is_loopback(request.get_host())
        and is_loopback(request.META.get("REMOTE_ADDR"))
    )
