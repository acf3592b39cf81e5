"""The filter of the register by status: what a team looks at is offered, and every status can be asked for."""

from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy as _

from planner.filters import StateFilter

from .models.stepped import shows_steps
from .states import CoarseStatus, Status

ENDED = ("ended", _("Closed or rejected"))


class StatusFilter(StateFilter):
    """Every status can be asked for; people are offered those their team looks at."""

    def __init__(self):
        super().__init__(states=[ENDED, *Status.choices], label=_("Status"))

    @property
    def field(self):
        field = super().field
        field.widget.choices = CallableChoiceIterator(self._offered)  # asked when it is drawn, which programs never do
        return field

    def filter(self, rows, value):
        return rows.ended() if value == ENDED[0] else super().filter(rows, value)

    def _offered(self):
        choices, asked = self.extra["choices"], self.parent.data.get("status")
        if shows_steps(self.parent.request.membership.team):
            return choices
        seen = {"all", "open", Status.OCCURRED.value}
        return [
            (value, CoarseStatus.CLOSED.label if value == ENDED[0] else label)
            for value, label in choices
            if value in {*seen, ENDED[0], asked}
        ]
