"""What pages of the plan show of the money: the day it runs out, to those who may know."""

from django.utils.functional import SimpleLazyObject

from funding.outlook import cash_out_date_for


def cash_out(request):
    """Context processor: `cash_out_on` is the day the money runs out or nothing; asked for when a template shows it."""
    membership = getattr(request, "membership", None)
    if membership is None:
        return {"cash_out_on": None}
    return {"cash_out_on": SimpleLazyObject(lambda: cash_out_date_for(membership, membership.team.today()) or NEVER)}


class _Never:
    """No day: nothing comes after it."""

    def __bool__(self):
        return False


NEVER = _Never()
