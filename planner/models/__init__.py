from .goal import Goal, Horizon, Lifecycle, Outcome
from .milestone import DUE_SOON, OPEN_STATES, Milestone, MilestoneGoal, MilestoneState, Move
from .project import Project, ProjectState
from .task import OPEN_TASK_STATES, Task, TaskState

__all__ = [
    "DUE_SOON",
    "OPEN_STATES",
    "OPEN_TASK_STATES",
    "Goal",
    "Horizon",
    "Lifecycle",
    "Milestone",
    "MilestoneGoal",
    "MilestoneState",
    "Move",
    "Outcome",
    "Project",
    "ProjectState",
    "Task",
    "TaskState",
]
