"""Every rule there is, as tables; each file reads one app through its querysets."""

from . import funding, planner, risks
from .base import DateRule, LateItem, Occurrence, Scan, mail_hour, recipients
from .late import AlreadyLate

RULES = [*planner.RULES, *risks.RULES, *funding.RULES]
RULES.append(AlreadyLate([rule for rule in RULES if isinstance(rule, DateRule)]))
RULE_OF = {(topic, rule.kind): rule for rule in RULES for topic in rule.topics}

__all__ = ["RULES", "RULE_OF", "DateRule", "LateItem", "Occurrence", "Scan", "mail_hour", "recipients"]
