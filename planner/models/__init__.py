from .baseline import BASELINES_AT_MOST, MILESTONES_AT_MOST, Baseline, BaselineItem
from .calendarday import CalendarDay, calendar_of
from .dependency import MOST_LAG, Dependency, LinkKind, rule_of
from .estimated import FIGURES, LABELS
from .goal import Goal, Horizon, Lifecycle, Outcome
from .leftover import Leftover, open_tasks_of
from .milestone import OPEN_STATES, Milestone, MilestoneGoal, MilestoneState
from .move import Move
from .planimport import DayOrder, ImportState, PlanImport, PlanImportFile, StagedRow, Verdict
from .project import Project, ProjectState
from .review import NOTE_LIMIT, SUBJECT_KINDS, Decided, WeeklyDecision, WeeklyReview
from .settings import Settings
from .task import OPEN_TASK_STATES, Task, TaskState

__all__ = [
    "BASELINES_AT_MOST",
    "FIGURES",
    "LABELS",
    "MILESTONES_AT_MOST",
    "MOST_LAG",
    "NOTE_LIMIT",
    "OPEN_STATES",
    "OPEN_TASK_STATES",
    "SUBJECT_KINDS",
    "Baseline",
    "BaselineItem",
    "CalendarDay",
    "DayOrder",
    "Decided",
    "Dependency",
    "Goal",
    "Horizon",
    "ImportState",
    "Leftover",
    "Lifecycle",
    "LinkKind",
    "Milestone",
    "MilestoneGoal",
    "MilestoneState",
    "Move",
    "Outcome",
    "PlanImport",
    "PlanImportFile",
    "Project",
    "ProjectState",
    "Settings",
    "StagedRow",
    "Task",
    "TaskState",
    "Verdict",
    "WeeklyDecision",
    "WeeklyReview",
    "calendar_of",
    "open_tasks_of",
    "rule_of",
]
