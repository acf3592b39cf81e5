from .action import ActionRisk, ResponseAction
from .assessment import Assessment
from .contingency import ContingencyPlan
from .effect import RiskMilestone
from .meeting import Meeting, Review
from .reader import RiskReader
from .risk import Risk
from .settings import Settings
from .step import ContingencyStep

__all__ = [
    "ActionRisk",
    "Assessment",
    "ContingencyPlan",
    "ContingencyStep",
    "Meeting",
    "ResponseAction",
    "Review",
    "Risk",
    "RiskMilestone",
    "RiskReader",
    "Settings",
]
