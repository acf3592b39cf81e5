"""The kinds and states of what a contingency plan waits for."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.tones import toned


class TriggerKind(models.TextChoices):
    """What everybody who sees a plan may know that it waits for."""

    DATE = "date", _("A day comes")
    MILESTONE_SLIP = "milestone_slip", _("A milestone slips")
    CHANCE = "chance", _("A milestone becomes unlikely")
    INDICATOR = "indicator", _("An indicator crosses a border")
    MANUAL = "manual", _("Somebody sees it")


class MoneyKind(models.TextChoices):
    """What only who reads the money may know that a plan waits for."""

    FINANCING = "financing", _("Money is missing by a day")
    JOINT_CHANCE = "joint_chance", _("The joint chance falls")


class Counted(models.TextChoices):
    """Which money counts."""

    RECEIVED = "received", pgettext_lazy("money", "Has arrived")
    SIGNED = "signed", pgettext_lazy("money", "Is signed or has arrived")


@toned(active=["armed"], bad=["fired"])
class TriggerState(models.TextChoices):
    ARMED = "armed", pgettext_lazy("trigger", "Armed")
    FIRED = "fired", pgettext_lazy("trigger", "Fired")
