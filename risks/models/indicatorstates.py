"""The words of an indicator: its states, and which way is bad."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.tones import toned
from risks import indicators


@toned(good=["green"], warn=["amber"], bad=["red"])
class IndicatorState(models.TextChoices):
    """How an indicator stands on a day; nothing of it is stored but the side its last value lies on."""

    GREEN = indicators.GREEN, pgettext_lazy("indicator", "Green")
    AMBER = indicators.AMBER, pgettext_lazy("indicator", "Amber")
    RED = indicators.RED, pgettext_lazy("indicator", "Red")
    NO_DATA = indicators.NO_DATA, pgettext_lazy("indicator", "No data")


class Direction(models.TextChoices):
    """Which way is bad."""

    UP = indicators.UP, _("Higher is worse")
    DOWN = indicators.DOWN, _("Lower is worse")
