"""The words alerts and what becomes of them are stored in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    NORMAL = "normal", _("Normal")
    CRITICAL = "critical", _("Critical")


class Pace(models.TextChoices):
    """How soon a mail about it leaves."""

    DAILY = "daily", _("at the team's alert hour")
    SOON = "soon", _("within minutes")
    NOW = "now", _("at once")


class AlertState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Over")
    CANCELLED = "cancelled", _("Cancelled")


class Because(models.TextChoices):
    """Why this person hears of it."""

    RESPONSIBLE = "responsible", _("you are in charge of it")
    MANAGER = "manager", _("you manage the team")
    ASKED = "asked", _("you asked for it")
    MENTIONED = "mentioned", _("you are mentioned in it")
    FOLLOWING = "following", _("you follow it")
    CONSULTED = "consulted", _("you are consulted about it")
    INFORMED = "informed", _("you are informed of it")


class Reason(models.TextChoices):
    """Why something was not, or is not yet, sent."""

    CLOSED = "closed", _("what it was about is done or gone")
    MOVED = "moved", _("its date moved")
    SUPERSEDED = "superseded", _("a later notice took its place")
    EXPIRED = "expired", _("too old to be news")
    MUTED = "muted", _("switched off by the recipient")
    NO_ADDRESS = "no_address", _("the recipient has no email address")
    NO_ACCESS = "no_access", _("the recipient may not see it")
    NOT_CONCERNED = "not_concerned", _("the recipient is no longer in charge of it")
    LEFT = "left", _("the recipient has left the team")
    MERGED = "merged", _("joined with a later email")
    EMPTY = "empty", _("everything in it was out of date")
    RESERVED = "reserved", _("the address is an example and belongs to nobody")
    BROKEN = "broken", _("it could not be put into words; the log says why")
    BUILD = "build", _("the email could not be written")
    REFUSED = "refused", _("the mail server refused it")
    GAVE_UP = "gave_up", _("72 hours of trying were over")
    UNKNOWN = "unknown", _("the mail server never said whether it took it")
