"""What pages of the plan show of the money: the day it runs out, to those who may know."""

from functools import cache

from funding.outlook import cash_out_date_for


def cash_out(request):
    """Context processor: `cash_out_on` is the day the money runs out; asked for when a template first shows it."""
    membership = getattr(request, "membership", None)
    if membership is None:
        return {"cash_out_on": None}
    # Templates call what they find callable. A SimpleLazyObject would not do: it knows no >=.
    return {"cash_out_on": cache(lambda: cash_out_date_for(membership, membership.team.today()))}
