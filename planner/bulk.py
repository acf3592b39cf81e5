"""What of many rows of the plan changes at once."""

from teams.bulk import Bulk

from .models import Milestone, Task

MILESTONES = Bulk.of_finishing(Milestone)
TASKS = Bulk.of_finishing(Task, person="assignee")
