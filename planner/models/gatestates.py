"""The kinds of quality gates, their states, and how a value is compared with a threshold."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.tones import toned
from planner import gates

# What is measured: exact, and neither too fine nor too large to be compared.
NUMBER = {"places": 6, "least": "-1000000000000", "most": "1000000000000"}


class GateKind(models.TextChoices):
    """Who or what decides whether a check is met."""

    CHECKBOX = "checkbox", _("Checked by hand")
    EVIDENCE = "evidence", _("Evidence: a link or a file")
    METRIC = "metric", _("Metric: a measured value")
    APPROVAL = "approval", _("Approval by a person")


@toned(bad=["failed"], warn=["waived"])
class GateState(models.TextChoices):
    OPEN = gates.OPEN, pgettext_lazy("quality gate", "Open")
    PASSED = gates.PASSED, pgettext_lazy("quality gate", "Passed")
    FAILED = gates.FAILED, pgettext_lazy("quality gate", "Failed")
    WAIVED = gates.WAIVED, pgettext_lazy("quality gate", "Waived")


class Comparison(models.TextChoices):
    """How a value stands to the threshold when it is met."""

    AT_LEAST = "ge", _("at least (≥)")
    ABOVE = "gt", _("above (>)")
    AT_MOST = "le", _("at most (≤)")
    BELOW = "lt", _("below (<)")
    EQUAL = "eq", _("exactly (=)")


SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "="}
