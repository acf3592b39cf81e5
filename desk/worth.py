"""What a row that needs somebody is worth in the forecast, or costs in it."""

from dataclasses import replace

from funding.models import NextAction
from risks.models import Risk

LEAST_POINTS, LEAST_DAYS = 0.005, 0.5  # less than that rounds to nothing


def weighed(items, answers):
    """Return the items with their worth, a share of the joint chance, or cost in working days; what a run says of them.

    Points are for who reads money: to nobody else does a run come with it. Days are those of the plan.
    """
    return [_weighed(item, answers) for item in items] if answers is not None else items


def _weighed(item, answers):
    key = _key(item.row)
    if isinstance(item.row, Risk):
        days = answers.days_gained(key)
        return replace(item, costs=days if days and days >= LEAST_DAYS else None)
    worth = answers.joint_gain(key)
    return replace(item, worth=worth if worth and worth >= LEAST_POINTS else None)


def _key(row):
    """Return the key of the change that a row stands for: a next step for winning its deal."""
    if isinstance(row, NextAction):
        return f"funding.opportunity:{row.opportunity_id}"
    return f"{row._meta.label_lower}:{row.pk}"
