"""What a row that needs somebody is worth in the forecast, or costs in it."""

from dataclasses import dataclass, replace

LEAST_POINTS, LEAST_DAYS = 0.005, 0.5  # less than that rounds to nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Base of rows that the forecast may weigh, by their `forecast_key`; `is_risk` tells those that cost time."""

    worth: float | None = None  # a share of the joint chance
    costs: float | None = None  # working days

    @property
    def points(self):
        return None if self.worth is None else round(self.worth * 100)

    @property
    def days(self):
        return None if self.costs is None else round(self.costs)


def weighed(items, answers):
    """Return the items with their worth, a share of the joint chance, or cost in working days; what a run says of them.

    Points are for who reads money: to nobody else does a run come with it. Days are those of the plan.
    """
    return [_weighed(item, answers) for item in items] if answers is not None else items


def _weighed(item, answers):
    if item.is_risk:
        days = answers.days_gained(item.forecast_key)
        return replace(item, costs=days if days and days >= LEAST_DAYS else None)
    worth = answers.joint_gain(item.forecast_key)
    return replace(item, worth=worth if worth and worth >= LEAST_POINTS else None)
