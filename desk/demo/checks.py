"""What must not be there when the product is deployed: accounts whose password was printed on a terminal."""

from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from core.loopback import is_local_installation

from .loading import demo_memberships


@register(Tags.security, deploy=True)
def check_no_demo_accounts(app_configs, **kwargs):
    """Refuse accounts of the demo where other machines can reach them."""
    if is_local_installation() or not _has_demo_accounts():
        return []
    return [
        Error(
            "The demo's accounts are in this database, and BASE_URL is not an address of this machine alone.",
            hint="Deploy with a database of its own; the demo is for trying Landfall out.",
            id="landfall.E001",
        )
    ]


def _has_demo_accounts():
    try:
        return demo_memberships().active().exclude(user=None).exists()
    except DatabaseError:
        return False  # there are no tables yet
