from .mails import MailDetail, MailPreview, MailResending
from .mine import LinkRevocation, Mine, PreferenceChoice
from .notices import NoticeResult, Notify, OfSubject
from .outbox import Outbox

__all__ = [
    "LinkRevocation",
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
