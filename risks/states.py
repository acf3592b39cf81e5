"""The words a risk, its actions and its plans are stored in, and which state may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.tones import toned

from .effects import DAYS, FACTOR
from .scoring import IMPACT_WORDS, LEVEL_WORDS, PROBABILITY_WORDS


class Category(models.TextChoices):
    TECHNICAL = "technical", _("Technical")
    SECURITY = "security", _("Security")
    PRIVACY = "privacy", _("Privacy")
    DATA = "data", _("Data")
    COST_COMPUTE = "cost_compute", _("Cost and compute")
    FUNDING = "funding", _("Funding")
    MARKET = "market", _("Market")
    TEAM = "team", _("Team")
    PROJECT = "project", _("Project")
    LEGAL_ETHICS = "legal_ethics", _("Legal and ethics")


class Kind(models.TextChoices):
    THREAT = "threat", _("Threat")
    OPPORTUNITY = "opportunity", _("Opportunity")


class Strategy(models.TextChoices):
    AVOID = "avoid", _("Avoid")
    MITIGATE = "mitigate", _("Mitigate")
    TRANSFER = "transfer", _("Transfer")
    EXPLOIT = "exploit", _("Exploit")
    ENHANCE = "enhance", _("Enhance")
    SHARE = "share", _("Share")
    ACCEPT = "accept", _("Accept")
    ESCALATE = "escalate", _("Escalate")


ONLY_THREATS = (Strategy.AVOID, Strategy.MITIGATE, Strategy.TRANSFER)
ONLY_OPPORTUNITIES = (Strategy.EXPLOIT, Strategy.ENHANCE)
FOR_BOTH = (Strategy.ACCEPT, Strategy.SHARE, Strategy.ESCALATE)


@toned(active=["response_planned", "in_treatment", "monitoring"], bad=["occurred"], closed=["closed", "rejected"])
class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IDENTIFIED = "identified", _("Identified")
    ASSESSED = "assessed", _("Assessed")
    RESPONSE_PLANNED = "response_planned", _("Response planned")
    IN_TREATMENT = "in_treatment", _("In treatment")
    MONITORING = "monitoring", _("Monitoring")
    OCCURRED = "occurred", _("Occurred")
    CLOSED = "closed", _("Closed")
    REJECTED = "rejected", _("Rejected")


ENDED = (Status.CLOSED, Status.REJECTED)
OPEN = tuple(status for status in Status if status not in ENDED)


class CoarseStatus(models.TextChoices):
    """What a team sees of a status that does not look at every step."""

    OPEN = "open", pgettext_lazy("not done yet", "Open")
    OCCURRED = Status.OCCURRED.value, Status.OCCURRED.label
    CLOSED = Status.CLOSED.value, Status.CLOSED.label

    @classmethod
    def of(cls, status):
        """Return how a risk of a status stands."""
        if status in ENDED:
            return cls.CLOSED
        return cls.OCCURRED if status == Status.OCCURRED else cls.OPEN


# What has occurred, and what may have before it was closed.
MAY_HAVE_OCCURRED = (Status.OCCURRED, Status.CLOSED)

# What may follow what. A closed or rejected risk comes back through `reopen`, which asks for a reason.
NEXT_STATUSES = {
    Status.DRAFT: {Status.IDENTIFIED, Status.REJECTED, Status.OCCURRED},
    Status.IDENTIFIED: {Status.ASSESSED, Status.REJECTED, Status.OCCURRED},
    Status.ASSESSED: {Status.RESPONSE_PLANNED, Status.MONITORING, Status.REJECTED, Status.OCCURRED},
    Status.RESPONSE_PLANNED: {Status.IN_TREATMENT, Status.ASSESSED, Status.OCCURRED},
    Status.IN_TREATMENT: {Status.MONITORING, Status.RESPONSE_PLANNED, Status.OCCURRED},
    Status.MONITORING: {Status.ASSESSED, Status.IN_TREATMENT, Status.CLOSED, Status.OCCURRED},
    Status.OCCURRED: {Status.CLOSED, Status.MONITORING},
    Status.CLOSED: set(),
    Status.REJECTED: set(),
}


class ClosureReason(models.TextChoices):
    EXPIRED_WINDOW = "expired_window", _("The window has passed")
    AVOIDED = "avoided", _("Avoided")
    OCCURRED_RESOLVED = "occurred_resolved", _("Occurred and resolved")
    DUPLICATE = "duplicate", _("Duplicate")
    NOT_A_RISK = "not_a_risk", _("Not a risk")


class Score(models.TextChoices):
    """What an assessment is about; the latest of each kind is the score of the risk."""

    INHERENT = "inherent", _("Inherent")
    CURRENT = "current", _("Current")
    RESIDUAL = "residual", _("Residual")
    TARGET = "target", _("Target")


class Dimension(models.TextChoices):
    """In what an impact may be judged; the worst of those judged is the impact."""

    SCHEDULE = "schedule", _("Schedule")
    COST = "cost", _("Cost")
    QUALITY = "quality", _("Quality")
    REPUTATION = "reputation", _("Reputation")
    LEGAL = "legal", _("Legal")

    @property
    def field(self):
        """Return the name of its column of an Assessment."""
        return f"impact_{self.value}"


class Effect(models.TextChoices):
    """In what the effect of a risk on a milestone is told; none is told while it is not estimated."""

    DAYS = DAYS, _("Working days")
    FACTOR = FACTOR, _("% of its duration")


@toned(active=["in_progress"], warn=["blocked"], good=["done", "verified"], closed=["cancelled"])
class ActionState(models.TextChoices):
    TODO = "todo", _("To do")
    IN_PROGRESS = "in_progress", _("In progress")
    BLOCKED = "blocked", _("Blocked")
    DONE = "done", _("Done")
    VERIFIED = "verified", _("Verified")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_ACTIONS = (ActionState.TODO, ActionState.IN_PROGRESS, ActionState.BLOCKED)
FINISHED_ACTIONS = (ActionState.DONE, ActionState.VERIFIED)


@toned(good=["ready", "rehearsed", "completed"], bad=["activated", "failed"], closed=["retired"])
class PlanState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    READY = "ready", _("Ready")
    REHEARSED = "rehearsed", _("Rehearsed")
    ACTIVATED = "activated", _("Activated")
    COMPLETED = "completed", _("Completed")
    FAILED = "failed", _("Failed")
    RETIRED = "retired", _("Retired")


class Occasion(models.TextChoices):
    """Why a plan is activated: its risk has come true, or its trigger was seen before that."""

    TRIGGERED = "triggered", _("Its trigger was seen")
    OCCURRED = "occurred", _("The risk has occurred")


PREPARED_PLANS = (PlanState.READY, PlanState.REHEARSED)
EDITABLE_PLANS = (PlanState.DRAFT, *PREPARED_PLANS)
OPEN_PLANS = (*EDITABLE_PLANS, PlanState.ACTIVATED)
STARTED_PLANS = (PlanState.ACTIVATED, PlanState.COMPLETED, PlanState.FAILED)
BEST_PLANS = (
    PlanState.ACTIVATED,
    PlanState.REHEARSED,
    PlanState.READY,
    PlanState.DRAFT,
    PlanState.COMPLETED,
    PlanState.FAILED,
    PlanState.RETIRED,
)
# A plan one can count on when the risk occurs, or that is at work already.
STANDING_PLANS = (*PREPARED_PLANS, PlanState.ACTIVATED)


class Outcome(models.TextChoices):
    """What an activated plan came to."""

    WORKED = "worked", _("Worked")
    PARTLY = "partly", _("Worked in part")
    FAILED = "failed", _("Failed")


LEVEL_CHOICES = [(level, _(word)) for level, word in LEVEL_WORDS.items()]
PROBABILITY_CHOICES = [(figure, _(word)) for figure, word in PROBABILITY_WORDS.items()]
IMPACT_CHOICES = [(figure, _(word)) for figure, word in IMPACT_WORDS.items()]


class Change(models.TextChoices):
    """What became of a risk between two moments, as the board tells it."""

    RAISED = "new", pgettext_lazy("risk", "new")
    RISEN = "up", _("rated higher")
    FALLEN = "down", _("rated lower")
    OCCURRED = "occurred", pgettext_lazy("risk", "occurred")
    ENDED = "closed", pgettext_lazy("risk", "closed or rejected")
    LAPSED = "lapsed", _("acceptance lapsed")

    @property
    def word(self):
        return str(self.label)

    def tone_of(self, kind):
        """Return how a change of this kind of risk is coloured: the more probable or greater a gain, the better."""
        return (GAIN_TONES if kind == Kind.OPPORTUNITY else CHANGE_TONES)[self]

    def of(self, risks, since, until=None):
        """Return those of the risks that changed so after a moment, up to another or until now."""
        asked = {
            Change.RAISED: risks.raised_between,
            Change.RISEN: risks.risen_between,
            Change.FALLEN: risks.fallen_between,
            Change.OCCURRED: risks.occurred_between,
            Change.ENDED: risks.ended_between,
            Change.LAPSED: risks.lapsed_between,
        }
        return asked[self](since, until)


CHANGE_TONES = {
    Change.RAISED: "accent",
    Change.RISEN: "bad",
    Change.FALLEN: "good",
    Change.OCCURRED: "bad",
    Change.ENDED: "",
    Change.LAPSED: "warn",
}
GAIN_TONES = CHANGE_TONES | {Change.RISEN: "good", Change.FALLEN: "warn", Change.OCCURRED: "good"}
