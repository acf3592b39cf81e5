from .alert import Alert, AlertState, Pace, Reason, Severity, occurrence_key
from .attempt import Attempt, Outcome
from .delivery import Because, Delivery, DeliveryState
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
    "occurrence_key",
]
