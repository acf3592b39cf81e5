from .baseline import BASELINES_AT_MOST, MILESTONES_AT_MOST, Baseline, BaselineItem
from .bonus import Bonus, BonusKind, BonusState
from .calendarday import CalendarDay, calendar_of
from .checkin import CHECKIN_LIMIT, CheckIn
from .checking_in import Health
from .dependency import MOST_LAG, Dependency, LinkKind, rule_of
from .estimated import FIGURES, LABELS
from .fileimport import DayOrder, FileImport, FileImportQuerySet, ImportedRow, ImportState, Verdict
from .gate import MOST_CHECKS, GateCheck
from .gatereading import GateReading
from .gatestates import Comparison, GateKind, GateState
from .goal import Goal, Horizon, Lifecycle, Outcome, ProgressSource
from .key_result import MOST_KEY_RESULTS, KeyResult, Metric
from .leftover import Leftover, open_tasks_of
from .measured import LONGEST_ORIGIN, MOST_VALUES, KeyResultValue
from .milestone import OPEN_STATES, Milestone, MilestoneGoal, MilestoneState
from .move import Move
from .planimport import Archived, PlanImport, PlanImportFile, StagedRow
from .prioritised import Priority
from .project import Project, ProjectState
from .responsibility import Letter, Responsibility
from .review import NOTE_LIMIT, SUBJECT_KINDS, Decided, WeeklyDecision, WeeklyReview
from .roleneed import MOST_ROLES, RoleNeed
from .settings import Settings
from .task import OPEN_TASK_STATES, Task, TaskState
from .timeline_view import LONGEST_VIEW, TimelineView

__all__ = [
    "BASELINES_AT_MOST",
    "CHECKIN_LIMIT",
    "FIGURES",
    "LABELS",
    "LONGEST_ORIGIN",
    "LONGEST_VIEW",
    "MILESTONES_AT_MOST",
    "MOST_CHECKS",
    "MOST_KEY_RESULTS",
    "MOST_LAG",
    "MOST_ROLES",
    "MOST_VALUES",
    "NOTE_LIMIT",
    "OPEN_STATES",
    "OPEN_TASK_STATES",
    "SUBJECT_KINDS",
    "Archived",
    "Baseline",
    "BaselineItem",
    "Bonus",
    "BonusKind",
    "BonusState",
    "CalendarDay",
    "CheckIn",
    "Comparison",
    "DayOrder",
    "Decided",
    "Dependency",
    "FileImport",
    "FileImportQuerySet",
    "GateCheck",
    "GateKind",
    "GateReading",
    "GateState",
    "Goal",
    "Health",
    "Horizon",
    "ImportState",
    "ImportedRow",
    "KeyResult",
    "KeyResultValue",
    "Leftover",
    "Letter",
    "Lifecycle",
    "LinkKind",
    "Metric",
    "Milestone",
    "MilestoneGoal",
    "MilestoneState",
    "Move",
    "Outcome",
    "PlanImport",
    "PlanImportFile",
    "Priority",
    "ProgressSource",
    "Project",
    "ProjectState",
    "Responsibility",
    "RoleNeed",
    "Settings",
    "StagedRow",
    "Task",
    "TaskState",
    "TimelineView",
    "Verdict",
    "WeeklyDecision",
    "WeeklyReview",
    "calendar_of",
    "open_tasks_of",
    "rule_of",
]
