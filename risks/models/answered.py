"""How a risk is answered: its strategy, and what that strategy asks for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from risks.states import ActionState, Strategy
from risks.strategies import ASKS_ACTION, ASKS_WORDS


class Answered(models.Model):
    """Mixed into Risk."""

    strategy = models.CharField(_("strategy"), max_length=8, choices=Strategy, blank=True, default="")
    strategy_detail = LineField(
        _("to whom, or what is changed"),
        max_length=200,
        blank=True,
        default="",
        help_text=_(
            "Transfer and escalate: to whom. Share: with whom. Avoid: what is changed, so that it cannot happen."
        ),
    )

    class Meta:
        abstract = True

    @property
    def strategy_asks(self):
        """Return the question its strategy asks in words, such as “To whom?”, or nothing."""
        return ASKS_WORDS.get(self.strategy, "")

    @property
    def strategy_gap(self):
        """Return what the strategy of this open risk asks for and nobody has given, as a question, or nothing."""
        if not self.is_open:
            return ""
        if self.strategy_asks:
            return "" if self.strategy_detail else self.strategy_asks
        if self.strategy in ASKS_ACTION:
            return "" if self.actions_that_count().exists() else _("What is done?")
        return _("Who bears it, and until when?") if self.lacks_acceptance else ""

    def actions_that_count(self):
        """Return the actions that answer this risk, those given up left out."""
        return self.actions.exclude(state=ActionState.CANCELLED)

    def judge_edit(self, before):
        """What was said about another strategy is no longer said."""
        super().judge_edit(before)
        if before is None or before["strategy"] == self.strategy:
            return
        if before["strategy_detail"] == self.strategy_detail:
            self.strategy_detail = ""
