from .acceptance import Acceptance
from .action import ActionRisk, ResponseAction
from .appetite import Appetite
from .assessment import Assessment
from .contingency import ContingencyPlan
from .effect import RiskMilestone
from .indicator import MOST_INDICATORS, Indicator
from .indicatorreading import IndicatorReading
from .indicatorstates import Direction, IndicatorState
from .matrix import RiskMatrix, matrices_of, matrix_of
from .meeting import Meeting, Review
from .reader import RiskReader
from .registerimport import RegisterFile, RegisterImport, RegisterRow
from .risk import Risk
from .settings import Settings
from .step import ContingencyStep
from .trigger import MoneyTrigger, Trigger
from .visit import BoardVisit

__all__ = [
    "MOST_INDICATORS",
    "Acceptance",
    "ActionRisk",
    "Appetite",
    "Assessment",
    "BoardVisit",
    "ContingencyPlan",
    "ContingencyStep",
    "Direction",
    "Indicator",
    "IndicatorReading",
    "IndicatorState",
    "Meeting",
    "MoneyTrigger",
    "RegisterFile",
    "RegisterImport",
    "RegisterRow",
    "ResponseAction",
    "Review",
    "Risk",
    "RiskMatrix",
    "RiskMilestone",
    "RiskReader",
    "Settings",
    "Trigger",
    "matrices_of",
    "matrix_of",
]
