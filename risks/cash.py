"""Whether what a plan has set aside is there, for who sees the cash."""

from django.utils.translation import gettext as _

from core.templatetags.ui import money
from funding.models import CashPosition


def tell_reserve(plan, membership):
    """Return a sentence on a plan's reserve against the cash that is known; nothing where it cannot be told."""
    if not plan.reserve or not membership.has_perm("funding.view_cashposition"):
        return ""
    position = CashPosition.objects.visible_to(membership).latest_of(membership.team)
    if position is None:
        return _("How much cash there is, nobody has entered.")
    if position.currency != plan.currency:
        return _("The cash is in another currency.")
    values = {"balance": money(position.balance, position.currency)}
    if plan.reserve <= position.balance:
        return _("There: the cash known is %(balance)s.") % values
    return _("More than there is: the cash known is %(balance)s.") % values
