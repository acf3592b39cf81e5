from .activity import ActivityList, ChangeUndo, Subject
from .front import Onboarding, Profile, TeamNew
from .invitations import InvitationCreate, InvitationPage, InvitationRenewal, InvitationRevocation
from .members import Ending, MemberDetail, MoneyReading, MoneyReadingUndo, RoleChange
from .people import People, RecipientCreate, RecipientUpdate
from .positions import PositionCreate, PositionDetail, PositionDiscard, PositionUpdate
from .settings import TeamSettings
from .tokens import TokenList, TokenRevocation

__all__ = [
    "ActivityList",
    "ChangeUndo",
    "Ending",
    "InvitationCreate",
    "InvitationPage",
    "InvitationRenewal",
    "InvitationRevocation",
    "MemberDetail",
    "MoneyReading",
    "MoneyReadingUndo",
    "Onboarding",
    "People",
    "PositionCreate",
    "PositionDetail",
    "PositionDiscard",
    "PositionUpdate",
    "Profile",
    "RecipientCreate",
    "RecipientUpdate",
    "RoleChange",
    "Subject",
    "TeamNew",
    "TeamSettings",
    "TokenList",
    "TokenRevocation",
]
