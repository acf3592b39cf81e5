"""What a deployment must have told the product."""

from django.conf import settings
from django.core.checks import Tags, register
from django.core.checks import Warning as CheckWarning


@register(Tags.security, deploy=True)
def check_proxies_are_counted(app_configs, **kwargs):
    """Warn where https ends before the server, and nobody is believed who says so: each page would lead to itself."""
    if not settings.HTTPS or settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return []
    return [
        CheckWarning(
            "BASE_URL begins with https, and no proxy is trusted to say that a request came that way.",
            hint="Set TRUSTED_PROXIES to the number of proxies in front, usually 1.",
            id="landfall.W001",
        )
    ]
