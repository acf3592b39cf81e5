"""What of many risks, or of many response actions, changes at once."""

from teams.bulk import Bulk

from .models import ResponseAction
from .models.stepped import shows_steps
from .states import OPEN, Status


def _into(status):
    return lambda row, by: row.change_status(status, by=by)


class RiskBulk(Bulk):
    """People are offered the steps of a risk where their team looks at them."""

    def states_for(self, membership, model):
        return super().states_for(membership, model) if shows_steps(membership.team) else []


STEPS = {status: ("change", _into(status)) for status in OPEN if status != Status.OCCURRED}
RISKS = RiskBulk(state="status", ways=STEPS)
RISKS_OF_PROGRAMS = Bulk(state="status", ways=STEPS)
ACTIONS = Bulk.of_finishing(ResponseAction)
