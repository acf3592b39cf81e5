"""Sums of amounts of money made by the database, however large.

Databases add whole numbers of 64 bits, and SQLite refuses to go beyond, which ten of the largest amounts do. So
amounts, which are units of 1/10,000, are added in two parts too small for that, and put together here.
"""

from decimal import Decimal

from django.db.models import BigIntegerField, F, Sum
from django.db.models.functions import Cast, Coalesce

from .fields import UNITS_PER_ONE

HALF = 10**9  # two parts make an amount, which is below 10**18


def units_of(*names):
    """Return the whole number that stands in the database for the first of these fields that has one."""
    return Cast(Coalesce(*names) if len(names) > 1 else F(*names), BigIntegerField())


def halves(**units):
    """Return the annotations that add whole numbers up, in two parts, by the name the sum is asked for."""
    upper = {f"{name}_upper": Sum(each / HALF) for name, each in units.items()}
    return upper | {f"{name}_lower": Sum(each % HALF) for name, each in units.items()}


def whole_sum(row, name):
    """Return a sum of whole numbers; None where there were none."""
    upper, lower = row[f"{name}_upper"], row[f"{name}_lower"]
    return None if upper is None else int(upper) * HALF + int(lower)


def money_sum(row, name):
    """Return a sum of amounts; None where there were none."""
    units = whole_sum(row, name)
    return None if units is None else Decimal(units) / UNITS_PER_ONE
