from .acceptance import Acceptance
from .action import ActionRisk, ResponseAction
from .appetite import Appetite
from .assessment import Assessment
from .contingency import ContingencyPlan
from .effect import RiskMilestone
from .matrix import RiskMatrix, matrices_of, matrix_of
from .meeting import Meeting, Review
from .risk import Risk
from .settings import Settings
from .step import ContingencyStep

__all__ = [
    "Acceptance",
    "ActionRisk",
    "Appetite",
    "Assessment",
    "ContingencyPlan",
    "ContingencyStep",
    "Meeting",
    "ResponseAction",
    "Review",
    "Risk",
    "RiskMatrix",
    "RiskMilestone",
    "Settings",
    "matrices_of",
    "matrix_of",
]
