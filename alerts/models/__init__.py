from alerts.states import AlertState, Because, Pace, Reason, Severity

from .alert import Alert
from .attempt import Attempt, Outcome
from .delivery import Delivery, DeliveryState
from .late import LateItem
from .mail import IN_TROUBLE, NOTIFIED, RESENDABLE, UNDER_LEASE, Mail, MailKind, MailState
from .preference import Preference
from .pulse import Pulse, TeamClock

__all__ = [
    "IN_TROUBLE",
    "NOTIFIED",
    "RESENDABLE",
    "UNDER_LEASE",
    "Alert",
    "AlertState",
    "Attempt",
    "Because",
    "Delivery",
    "DeliveryState",
    "LateItem",
    "Mail",
    "MailKind",
    "MailState",
    "Outcome",
    "Pace",
    "Preference",
    "Pulse",
    "Reason",
    "Severity",
    "TeamClock",
]
