"""What the host of a URL says about it. Imports no Django: the environment is read before Django is loaded."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(url_or_host: str | None) -> bool:
    """Say whether a URL or a bare host name can only mean this machine."""
    text = (url_or_host or "").strip()
    try:
        host = urlsplit(text if "//" in text else f"//{bracketed(text)}").hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def is_address(host: str) -> bool:
    """Say whether a host is an IP address and no name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def bracketed(host: str) -> str:
    """Return a host as URLs and Host headers spell it: an IPv6 address stands in brackets."""
    return f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host
