from .activity import Activity, Change, change, membership_of, record
from .invitation import Invitation
from .job import Job
from .membership import Membership
from .numbered import Counter, NumberedRow
from .owned import TeamOwned, TeamQuerySet
from .position import Circle, JobRole, Position
from .rows import StoredRow
from .team import Team
from .token import IdempotentRequest, Scope, Token
from .user import User
from .who import WhoField

__all__ = [
    "Activity",
    "Change",
    "Circle",
    "Counter",
    "IdempotentRequest",
    "Invitation",
    "Job",
    "JobRole",
    "Membership",
    "NumberedRow",
    "Position",
    "Scope",
    "StoredRow",
    "Team",
    "TeamOwned",
    "TeamQuerySet",
    "Token",
    "User",
    "WhoField",
    "change",
    "membership_of",
    "record",
]
