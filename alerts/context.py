"""The red banner: owners and managers learn on every page that mail does not go out, or that the disk is full."""

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from .health import trouble_of


def banner(request):
    """Context processor: `alert_banner` is {text, url, label} or nothing; asked for when a template shows it."""
    membership = getattr(request, "membership", None)
    if membership is None or not membership.has_perm("alerts.view_alert"):
        return {"alert_banner": None}
    return {"alert_banner": SimpleLazyObject(lambda: _banner(membership.team))}


def _banner(team):
    texts = {
        "disk": _(
            "The disk of this server is full, or nearly so, or takes no writes: what is entered may not be stored."
            " Tell the operator of this server."
        ),
        "silent": _("Alerts stand still: the worker or its clock has not run for more than three minutes."),
        "server": _("The mail server cannot be used. Email waits in the outbox and leaves when it is back."),
        "failed": _("Some email could not be delivered."),
    }
    trouble = trouble_of(team)
    if trouble is None:
        return {}
    if trouble == "disk":
        return {"text": texts[trouble], "tone": "bad"}
    query = "?state=trouble" if trouble == "failed" else ""
    url = reverse("alerts:outbox", args=[team.slug]) + query
    return {"text": texts[trouble], "url": url, "label": _("Open the outbox"), "tone": "bad"}
