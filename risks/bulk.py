"""What of many risks, or of many response actions, changes at once."""

from teams.bulk import Bulk

from .models import ResponseAction
from .states import OPEN, Status


def _into(status):
    return lambda row, by: row.change_status(status, by=by)


RISKS = Bulk(state="status", ways={status: ("change", _into(status)) for status in OPEN if status != Status.OCCURRED})
ACTIONS = Bulk.of_finishing(ResponseAction)
