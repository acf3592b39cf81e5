from .action import ActionRisk, ResponseAction
from .assessment import Assessment
from .contingency import ContingencyPlan
from .effect import RiskMilestone
from .indicator import MOST_INDICATORS, Indicator
from .indicatorreading import IndicatorReading
from .indicatorstates import Direction, IndicatorState
from .meeting import Meeting, Review
from .risk import Risk
from .settings import Settings
from .step import ContingencyStep

__all__ = [
    "MOST_INDICATORS",
    "ActionRisk",
    "Assessment",
    "ContingencyPlan",
    "ContingencyStep",
    "Direction",
    "Indicator",
    "IndicatorReading",
    "IndicatorState",
    "Meeting",
    "ResponseAction",
    "Review",
    "Risk",
    "RiskMilestone",
    "Settings",
]
