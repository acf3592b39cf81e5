"""The words of accepting and reviewing a risk, and of the appetite for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.tones import toned

from . import appetites


@toned(active=["requested"], good=["approved"], warn=["expired"], closed=["rejected", "revoked", "superseded"])
class AcceptanceState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("risk acceptance", "Requested")
    APPROVED = "approved", pgettext_lazy("risk acceptance", "Approved")
    REJECTED = "rejected", pgettext_lazy("risk acceptance", "Rejected")
    EXPIRED = "expired", pgettext_lazy("risk acceptance", "Expired")
    REVOKED = "revoked", pgettext_lazy("risk acceptance", "Revoked")
    SUPERSEDED = "superseded", pgettext_lazy("risk acceptance", "Superseded")


LAPSED = (AcceptanceState.EXPIRED, AcceptanceState.SUPERSEDED)


class LapseCause(models.TextChoices):
    """Why an acceptance ended that nobody revoked."""

    EXPIRED = "expired", _("its time is over")
    UNRATED = "unrated", _("the risk is no longer rated")
    LEVEL = "level", _("the risk is rated higher")
    APPETITE = "appetite", _("it has crossed a border of the appetite")
    LATER = "later", _("a milestone is due much later")
    CANCELLED = "cancelled", _("a milestone was cancelled")
    RENEWED = "renewed", _("a newer acceptance took its place")


class Zone(models.TextChoices):
    """Where a risk stands against the appetite; nothing while it is within, or no border is set."""

    NEAR = appetites.NEAR, _("Near the appetite")
    ABOVE = appetites.ABOVE, _("Above the appetite")


class ReviewOutcome(models.TextChoices):
    """What a review of a risk came to."""

    UNCHANGED = "unchanged", pgettext_lazy("risk review", "Unchanged")
    RESCORED = "rescored", pgettext_lazy("risk review", "Rescored")
    ESCALATE = "escalate", pgettext_lazy("risk review", "Escalate")
    CLOSE = "close", pgettext_lazy("risk review", "Close")
