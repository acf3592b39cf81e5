"""Every rule there is. Each app has a table, whose entries are rules with their topics, labels and words."""

from django.utils.translation import gettext_lazy as _

from . import forecast, funding, planner, risks, talk
from .base import Topic
from .late import AlreadyLate, late_words
from .notice import NOTICES

# What looks at rows goes through these, in this order.
RULES = [*planner.RULES, *risks.RULES, *funding.RULES, *forecast.RULES, *talk.RULES]
LATE = AlreadyLate(
    Topic("already_late", _("Already late"), _("once, as a count, for what was late when it came in"), late_words),
    date_rules=tuple(rule for rule in RULES if rule.is_dated),
)
TABLE = [*RULES, LATE, NOTICES]
_RULE_OF = {(topic.name, rule.kind): rule for rule in [*RULES, LATE] for topic in rule.topics}


def rule_of(topic, kind):
    """Return the rule that raises alerts of a topic about rows of a kind; None for what an older version knew."""
    return NOTICES if topic == NOTICES.topic.name else _RULE_OF.get((topic, kind))
