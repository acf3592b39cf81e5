from .action import NextAction
from .cash import CashPosition
from .event import OpportunityEvent, Watched
from .fxrate import FxRate
from .line import CashLine
from .opportunity import Opportunity
from .round import Round, RoundTerms
from .settings import Settings
from .source import Source
from .step import PlanStep
from .tranche import Tranche

__all__ = [
    "CashLine",
    "CashPosition",
    "FxRate",
    "NextAction",
    "Opportunity",
    "OpportunityEvent",
    "PlanStep",
    "Round",
    "RoundTerms",
    "Settings",
    "Source",
    "Tranche",
    "Watched",
]
