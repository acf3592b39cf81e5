"""Headers every answer carries. Django 6.0 brings SECURE_CSP itself; then the policy part here is deleted."""

from django.conf import settings

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class SecurityHeadersMiddleware:
    """Add the Content-Security-Policy of the settings unless the view has set a stricter one of its own."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = policy_text(settings.SECURE_CSP)

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def policy_text(directives):
    """Return a policy as the header spells it."""
    return "; ".join(f"{name} {' '.join(sources)}".strip() for name, sources in directives.items())
