"""Where the demo may be loaded, and where one may enter it without a password."""

from django.conf import settings

from core.loopback import is_local_installation, is_local_request
from teams.models import User

from .loading import demo_memberships, demo_team, read_story


def loads_by_itself():
    """Say whether a start loads the demo: on this machine alone, on the embedded database, unless DEMO=0."""
    return settings.DEMO and settings.EMBEDDED and is_local_installation()


def is_switched_off():
    """Say whether DEMO=0 was given where the demo would otherwise be on."""
    return settings.EMBEDDED and not settings.DEMO


def may_be_entered():
    """Say whether a person at this machine finds the demo, and ways into it."""
    return not is_switched_off() and is_local_installation() and demo_team() is not None


def entries(request):
    """Return (entry, account) pairs a request may enter the demo as; none for who comes from elsewhere."""
    if is_switched_off() or not is_local_request(request):
        return []
    people = [person for person in read_story()["people"] if "entry" in person]
    accounts = {
        account.email: account
        for account in User.objects.filter(
            email__in=[person["email"] for person in people],
            memberships__in=demo_memberships().active(),
            is_active=True,
        )
    }
    return [(person["entry"], accounts[person["email"]]) for person in people if person["email"] in accounts]
