from .action import ActionRisk, ResponseAction
from .assessment import Assessment
from .contingency import ContingencyPlan
from .risk import Risk, RiskMilestone
from .step import ContingencyStep

__all__ = [
    "ActionRisk",
    "Assessment",
    "ContingencyPlan",
    "ContingencyStep",
    "ResponseAction",
    "Risk",
    "RiskMilestone",
]
