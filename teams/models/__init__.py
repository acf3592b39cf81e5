from .activity import Activity, Change, begin_change, change, membership_of, record
from .dated import DUE_SOON, STALE_AFTER, DatedQuerySet
from .finishing import Finishing
from .invitation import Invitation
from .job import Job
from .membership import Membership
from .numbered import Counter, NumberedRow
from .owned import TeamOwned, TeamQuerySet
from .position import Circle, JobRole, Position
from .rows import StoredRow
from .settings import TeamSettings
from .taking_back import take_back
from .team import Team
from .token import IdempotentRequest, Scope, Token
from .user import User
from .who import WhoField
from .wording import Worded
from .writing import add_rows, change_rows, hold, write_rows

__all__ = [
    "DUE_SOON",
    "STALE_AFTER",
    "Activity",
    "Change",
    "Circle",
    "Counter",
    "DatedQuerySet",
    "Finishing",
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
    "TeamSettings",
    "Token",
    "User",
    "WhoField",
    "Worded",
    "add_rows",
    "begin_change",
    "change",
    "change_rows",
    "hold",
    "membership_of",
    "record",
    "take_back",
    "write_rows",
]
