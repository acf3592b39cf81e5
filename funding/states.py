"""The states and kinds of the financing rows, and the groups of stages the database knows by code."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.tones import toned

from .stages import CHANNELS, first_stage, stages


class Channel(models.TextChoices):
    """Where money comes from; each channel has stages of its own (funding/stage_sets.py)."""

    BANK_LOAN = "bank_loan", _("Bank loan")
    ANGEL = "angel", _("Angel investment")
    VENTURE_CAPITAL = "venture_capital", _("Venture capital")
    CROWDFUNDING = "crowdfunding", _("Crowdfunding")
    GRANT = "grant", _("Government grant")


@toned(closed=["closed"])
class RoundState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", pgettext_lazy("round", "Open")
    CLOSING = "closing", _("Closing")
    CLOSED = "closed", _("Closed")
    ABANDONED = "abandoned", _("Abandoned")


ENDED_ROUNDS = (RoundState.CLOSED, RoundState.ABANDONED)
NEXT_ROUND_STATES = {
    RoundState.PLANNED: (RoundState.OPEN, RoundState.ABANDONED),
    RoundState.OPEN: (RoundState.CLOSING, RoundState.PLANNED, RoundState.ABANDONED),
    RoundState.CLOSING: (RoundState.CLOSED, RoundState.OPEN, RoundState.ABANDONED),
    RoundState.CLOSED: (RoundState.OPEN,),
    RoundState.ABANDONED: (RoundState.OPEN,),
}


class Instrument(models.TextChoices):
    EQUITY = "equity", _("Shares")
    SAFE = "safe", _("SAFE")
    CONVERTIBLE_NOTE = "convertible_note", _("Convertible note")
    LOAN = "loan", _("Loan")
    REVENUE_SHARE = "revenue_share", _("Revenue-based financing")
    GRANT = "grant", _("Grant")
    REWARD = "reward", _("Rewards for backers")


@toned(good=["done"], closed=["cancelled"])
class ActionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("not done yet", "Open")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


@toned(active=["in_progress"], good=["done"])
class StepState(models.TextChoices):
    TODO = "todo", _("To do")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")


OPEN_STEPS = (StepState.TODO, StepState.IN_PROGRESS)


class Direction(models.TextChoices):
    INCOME = "income", pgettext_lazy("money", "Income")
    EXPENSE = "expense", pgettext_lazy("money", "Expense")


class Rhythm(models.TextChoices):
    ONCE = "once", _("Once")
    MONTHLY = "monthly", _("Each month")


class Category(models.TextChoices):
    """What a cash line is for; a short list, because it is there to add up by."""

    PEOPLE = "people", _("Salaries and people")
    COMPUTE = "compute", _("Computing and data")
    OFFICE = "office", _("Office and equipment")
    SERVICES = "services", _("Services and advice")
    MARKETING = "marketing", _("Marketing and sales work")
    TAX = "tax", _("Taxes and levies")
    LOAN = "loan", _("Loans and interest")
    SALES = "sales", _("Sales")
    GRANT = "grant", _("Grants and refunds")
    OTHER = "other", pgettext_lazy("category", "Other")


def codes_of_kind(kind):
    """Return the stage codes of a kind over all channels; no code means different kinds in different channels."""
    return tuple(dict.fromkeys(stage.code for channel in CHANNELS for stage in stages(channel) if stage.kind == kind))


OPEN_STAGES = codes_of_kind("open")
WON_STAGES = codes_of_kind("won")
LOST_STAGES = codes_of_kind("lost")
FIRST_STAGES = tuple(dict.fromkeys(first_stage(channel).code for channel in CHANNELS))
# Open stages in which nothing binds the other side yet: what is late there has slipped.
UNBOUND_STAGES = tuple(
    dict.fromkeys(
        stage.code
        for channel in CHANNELS
        for stage in stages(channel)
        if stage.kind == "open" and stage.bucket != "signed"
    )
)


def stage_of_its_channel():
    """Return the condition that a row's stage is one of its channel's."""
    condition = Q()
    for channel in CHANNELS:
        condition |= Q(channel=channel, stage__in=[stage.code for stage in stages(channel)])
    return condition


def stage_word(code):
    """Return the name of the first stage of that code, whatever the channel; an unknown one is shown as it is."""
    known = (stage for channel in CHANNELS for stage in stages(channel) if stage.code == code)
    return next((stage_label(stage) for stage in known), code)


def stage_label(stage):
    """Return the name of a stage in the reader's language."""
    return gettext(stage.name)


@toned(active=["requested"], good=["paid"], warn=["due"], closed=["cancelled"])
class TrancheState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CONDITIONS_OPEN = "conditions_open", _("Conditions open")
    DUE = "due", pgettext_lazy("tranche", "Due")
    REQUESTED = "requested", _("Requested")
    PAID = "paid", _("Paid")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_TRANCHES = (TrancheState.PLANNED, TrancheState.CONDITIONS_OPEN, TrancheState.DUE, TrancheState.REQUESTED)
# Steps may be left out; what was paid or cancelled by mistake goes back to where it is open.
NEXT_TRANCHE_STATES = {
    TrancheState.PLANNED: (
        TrancheState.CONDITIONS_OPEN,
        TrancheState.DUE,
        TrancheState.REQUESTED,
        TrancheState.PAID,
        TrancheState.CANCELLED,
    ),
    TrancheState.CONDITIONS_OPEN: (
        TrancheState.DUE,
        TrancheState.REQUESTED,
        TrancheState.PAID,
        TrancheState.CANCELLED,
    ),
    TrancheState.DUE: (TrancheState.REQUESTED, TrancheState.PAID, TrancheState.CANCELLED),
    TrancheState.REQUESTED: (TrancheState.PAID, TrancheState.CANCELLED),
    TrancheState.PAID: (TrancheState.REQUESTED,),
    TrancheState.CANCELLED: (TrancheState.PLANNED,),
}
