from .estimated import FIGURES, LABELS
from .calendarday import CalendarDay, calendar_of
from .goal import Goal, Horizon, Lifecycle, Outcome
from .milestone import OPEN_STATES, Milestone, MilestoneGoal, MilestoneState, Move
from .planimport import DayOrder, ImportState, PlanImport, PlanImportFile, StagedRow, Verdict
from .project import Project, ProjectState
from .task import OPEN_TASK_STATES, Task, TaskState

__all__ = [
    "FIGURES",
    "LABELS",
    "OPEN_STATES",
    "OPEN_TASK_STATES",
    "CalendarDay",
    "DayOrder",
    "Goal",
    "Horizon",
    "ImportState",
    "Lifecycle",
    "Milestone",
    "MilestoneGoal",
    "MilestoneState",
    "Move",
    "Outcome",
    "PlanImport",
    "PlanImportFile",
    "Project",
    "ProjectState",
    "StagedRow",
    "Task",
    "TaskState",
    "Verdict",
    "calendar_of",
]
