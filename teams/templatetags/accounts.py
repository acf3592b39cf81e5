"""What the pages of accounts must know."""

from allauth.account.adapter import get_adapter
from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def may_sign_up(context):
    """Say whether whoever reads the page could make an account now."""
    return get_adapter().is_open_for_signup(context["request"])
