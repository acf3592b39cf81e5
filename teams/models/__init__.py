from .activity import Activity, Change, begin_change, change, membership_of, record
from .comment import Comment, Mention
from .dated import DUE_SOON, STALE_AFTER, DatedQuerySet
from .dismissal import Dismissal, Hint
from .feed import FEEDS_AT_MOST, CalendarFeed
from .file import File
from .finishing import Finishing
from .invitation import Invitation
from .job import Job
from .membership import Membership
from .numbered import Counter, NumberedRow
from .owned import TeamOwned, TeamQuerySet
from .position import Circle, JobRole, Position
from .rows import StoredRow
from .saved_view import SavedView
from .settings import TeamSettings
from .subscription import Subscription
from .taking_back import take_back
from .team import Team
from .token import IdempotentRequest, Scope, Token
from .user import User
from .who import WhoField
from .wording import Worded
from .writing import add_judged_rows, add_rows, change_rows, hold, write_rows

__all__ = [
    "DUE_SOON",
    "FEEDS_AT_MOST",
    "STALE_AFTER",
    "Activity",
    "CalendarFeed",
    "Change",
    "Circle",
    "Comment",
    "Counter",
    "DatedQuerySet",
    "Dismissal",
    "File",
    "Finishing",
    "Hint",
    "IdempotentRequest",
    "Invitation",
    "Job",
    "JobRole",
    "Membership",
    "Mention",
    "NumberedRow",
    "Position",
    "SavedView",
    "Scope",
    "StoredRow",
    "Subscription",
    "Team",
    "TeamOwned",
    "TeamQuerySet",
    "TeamSettings",
    "Token",
    "User",
    "WhoField",
    "Worded",
    "add_judged_rows",
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
