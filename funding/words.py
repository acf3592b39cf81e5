"""Amounts in words for messages and histories: exact, in the reader's notation."""

from django.utils.formats import number_format


def exact(amount):
    """Write an amount in groups with all its decimals and no trailing zeros: 1,250.5."""
    places = max(-amount.normalize().as_tuple().exponent, 0)
    return number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)
