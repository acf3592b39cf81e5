from .bonus import Bonus, BonusKind, BonusState
from .calendarday import CalendarDay, calendar_of
from .dependency import MOST_LAG, Dependency, LinkKind, rule_of
from .estimated import FIGURES, LABELS
from .goal import Goal, Horizon, Lifecycle, Outcome
from .leftover import Leftover, open_tasks_of
from .milestone import OPEN_STATES, Milestone, MilestoneGoal, MilestoneState, Move
from .planimport import DayOrder, ImportState, PlanImport, PlanImportFile, StagedRow, Verdict
from .project import Project, ProjectState
from .responsibility import Letter, Responsibility
from .review import NOTE_LIMIT, SUBJECT_KINDS, Decided, WeeklyDecision, WeeklyReview
from .roleneed import RoleNeed
from .task import OPEN_TASK_STATES, Task, TaskState

__all__ = [
    "FIGURES",
    "LABELS",
    "MOST_LAG",
    "NOTE_LIMIT",
    "OPEN_STATES",
    "OPEN_TASK_STATES",
    "SUBJECT_KINDS",
    "Bonus",
    "BonusKind",
    "BonusState",
    "CalendarDay",
    "DayOrder",
    "Decided",
    "Dependency",
    "Goal",
    "Horizon",
    "ImportState",
    "Leftover",
    "Letter",
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
    "Responsibility",
    "RoleNeed",
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
