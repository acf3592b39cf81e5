"""What of many rows of the plan changes at once."""

from teams.bulk import Bulk

from .models import Milestone, Task
from .reasons import ReasonField

MILESTONES = Bulk.of_finishing(Milestone, choices=("priority",), reason=ReasonField)
TASKS = Bulk.of_finishing(Task, person="assignee", choices=("priority",))
