"""What each strategy asks for: to whom or what is changed in words, an action, or that somebody bears the risk."""

from django.utils.translation import gettext_lazy as _

from .states import Strategy

TO_WHOM = _("To whom?")
ASKS_WORDS = {
    Strategy.TRANSFER: TO_WHOM,
    Strategy.ESCALATE: TO_WHOM,
    Strategy.SHARE: _("With whom?"),
    Strategy.AVOID: _("What is changed?"),
}
ASKS_ACTION = (Strategy.MITIGATE, Strategy.EXPLOIT, Strategy.ENHANCE)
