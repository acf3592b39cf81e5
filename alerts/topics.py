"""The kinds of alert, as people choose them: they stand beside the rules that raise them, in the tables of rules/."""

from types import MappingProxyType

from .rules import TABLE
from .rules.notice import NOTICE

TOPICS = MappingProxyType({topic.name: topic for rule in TABLE for topic in rule.topics})
CHOOSABLE = tuple(name for name in TOPICS if name != NOTICE)
PACED = tuple(name for name in CHOOSABLE if TOPICS[name].default_pace)
OPTIONAL = tuple(name for name in CHOOSABLE if TOPICS[name].is_optional)
