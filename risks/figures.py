"""Figures that are no money, as people read them: grouped, with the decimals they have."""

from django.utils.formats import number_format


def figure(value):
    """Write a Decimal for people: 3,000 and 12.5."""
    places = max(0, -value.normalize().as_tuple().exponent)
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)
