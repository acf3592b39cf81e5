from .action import NextAction
from .cash import CashPosition
from .event import OpportunityEvent, Watched
from .opportunity import Opportunity
from .round import Round, RoundTerms
from .settings import Settings
from .source import Source
from .step import PlanStep

__all__ = [
    "CashPosition",
    "NextAction",
    "Opportunity",
    "OpportunityEvent",
    "PlanStep",
    "Round",
    "RoundTerms",
    "Settings",
    "Source",
    "Watched",
]
