"""The ways into the demo, for the sign-in page."""

from django import template
from django.utils.translation import gettext_lazy as _

from desk.demo.access import entries

register = template.Library()

LABELS = {
    "founder": _("Enter as founder"),
    "manager": _("Enter as manager"),
    "member": _("Enter as member"),
    "viewer": _("Enter as viewer"),
}


@register.inclusion_tag("desk/demo_entries.html", takes_context=True)
def demo_entries(context):
    """Offer “Enter as …” where the request may, else nothing."""
    request = context.get("request")
    found = entries(request) if request else []
    return {
        "entries": [{"entry": entry, "label": LABELS[entry], "name": account.name} for entry, account in found],
        "csrf_token": context.get("csrf_token"),
    }
