"""Where risks stand in the loop: what waits to be judged, answered, done, or looked at again."""

from django.db import models

from .scoring import LEVELS
from .states import OPEN_ACTIONS, Kind, Strategy

WORTH_A_RESPONSE = LEVELS[LEVELS.index("moderate") :]


class AnsweredRisks(models.QuerySet):
    """Mixed into the queryset of risks; `on` is the team's day. Threats, unless told otherwise."""

    def not_assessed(self, kind=Kind.THREAT):
        """Return open risks nobody has rated."""
        return self.open().filter(kind=kind).not_rated()

    def without_response(self, kind=Kind.THREAT):
        """Return open risks rated moderate or higher that nobody does anything about, nor means to accept."""
        found = self.open().filter(kind=kind).at_level(*WORTH_A_RESPONSE)
        return found.exclude(strategy=Strategy.ACCEPT).exclude(self._has_action())

    def response_overdue(self, kind=Kind.THREAT, *, on):
        """Return open risks of which a response action is not done by its day."""
        late = self._model_of("action_links").filter(action__state__in=OPEN_ACTIONS, action__due_on__lt=on)
        return self.open().filter(kind=kind).with_any_of(late, team="action__team_id")

    def review_overdue(self, kind=Kind.THREAT, *, on):
        """Return open risks whose review was due before this day."""
        return self.filter(kind=kind).overdue(on=on)
