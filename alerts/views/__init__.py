from .mails import MailDetail, MailPreview, MailResending
from .mine import Mine, PreferenceChoice
from .notices import NoticeResult, Notify, OfSubject
from .outbox import Outbox

__all__ = [
    "MailDetail",
    "MailPreview",
    "MailResending",
    "Mine",
    "NoticeResult",
    "Notify",
    "OfSubject",
    "Outbox",
    "PreferenceChoice",
]
