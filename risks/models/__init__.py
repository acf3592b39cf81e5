from .action import ActionRisk, ResponseAction
from .assessment import Assessment
from .contingency import ContingencyPlan
from .effect import RiskMilestone
from .meeting import Meeting, Review
from .risk import Risk
from .settings import Settings
from .step import ContingencyStep
from .trigger import MoneyTrigger, Trigger

__all__ = [
    "ActionRisk",
    "Assessment",
    "ContingencyPlan",
    "ContingencyStep",
    "Meeting",
    "MoneyTrigger",
    "ResponseAction",
    "Review",
    "Risk",
    "RiskMilestone",
    "Settings",
    "Trigger",
]
