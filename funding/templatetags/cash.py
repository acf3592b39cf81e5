"""The cash-out date for pages that show other things beside it, such as milestones due after it."""

from django import template

from funding.outlook import cash_out_date_for

register = template.Library()


@register.simple_tag
def cash_out_for(membership):
    """Return the day the money runs out if this person may know it: {% cash_out_for membership as day %}."""
    return None if membership is None else cash_out_date_for(membership, membership.team.today())
