"""The rows that are looked at in one go: found in a few queries, stored in one transaction, harmless when repeated."""

import logging

from django.db import transaction

from core.faults import BAD_MOMENT, BAD_TEAM

from .lateness import count_anew, keep
from .materialise import apply
from .models import Alert, AlertState
from .rules import LATE, TABLE, rule_of
from .rules.base import Late
from .sight import in_sight

logger = logging.getLogger(__name__)
MOST_BROKEN = 5  # rows of a rule that are looked for one by one in a portion; beyond that it is the rule that fails


def look_at(scan, portion, blaming):
    """Make the alerts about the rows of a portion, {rule: ids}, be what the rules find.

    `blaming(rules)` is told what fails: where a rule cannot say what holds of a row, the alerts about that stay.
    """
    holding, late, looked = {}, {}, {}
    for rule, ids in portion.items():
        for part, found in _said(scan, rule, ids, blaming):
            late.setdefault(rule, []).extend(item for item in found if isinstance(item, Late))
            holding |= _by_key(item for item in found if not isinstance(item, Late))
            looked.setdefault(rule, set()).update(part)
    with blaming(portion):
        judged = _judged(scan, looked)
        dated = {rule: (ids, late[rule]) for rule, ids in looked.items() if rule.is_dated}
        if judged or holding or dated:
            _store(scan, judged, holding, dated)


def _said(scan, rule, ids, blaming):
    """Yield (ids, what a rule says of them): of all at once, and where it fails of ever smaller parts of them."""
    waiting, broken = [ids], 0
    while waiting:
        part = waiting.pop()
        try:
            yield part, in_sight(scan, rule, list(rule.find(scan, part)))
        except BAD_MOMENT:
            raise
        except BAD_TEAM:
            if len(part) > 1 and broken < MOST_BROKEN:
                half = len(part) // 2
                waiting += [part[half:], part[:half]]
                continue
            broken += 1
            logger.warning("The rule for %s cannot read %d of %s, such as %s", rule.name, len(part), rule.kind, part[0])
            with blaming([rule]):
                raise


@transaction.atomic
def _store(scan, judged, holding, dated):
    apply(scan, judged, holding)
    keep(scan, dated)


def _judged(scan, looked):
    """Return the open alerts that a look at these rows decides on."""
    about = set().union(*(ids for rule, ids in looked.items() if not rule.is_of_team))
    of_team = [name for rule in looked if rule.is_of_team for name in rule.names]
    said = []
    if about:
        # By their rows alone: SQLite would rather read all alerts of the team than look for those of some rows.
        said += Alert.objects.filter(subject_id__in=about, state=AlertState.OPEN)
    if of_team:
        said += open_alerts(scan).filter(rule__in=of_team)
    return [alert for alert in said if _is_decided(alert, looked)]


def _is_decided(alert, looked):
    rule = rule_of(alert.rule, alert.subject_kind)
    return rule in looked and (rule.is_of_team or alert.subject_id in looked[rule])


def count_late(scan, pairs):
    """Make the alerts of these people and mornings be what there is to count."""
    people = {person for person, _day in pairs}
    with transaction.atomic():
        holding = _by_key(LATE.find(scan, count_anew(scan, pairs)))
        said = open_alerts(scan).filter(rule__in=LATE.names, subject_id__in=people)
        apply(scan, [alert for alert in said if (alert.subject_id, alert.about_on) in pairs], holding)


def withdraw_unknown(scan):
    """End what an older version said of which no rule knows any more."""
    known = {name for rule in TABLE for name in rule.names}
    if unknown := list(open_alerts(scan).exclude(rule__in=known)):
        _store(scan, unknown, {}, {})


def open_alerts(scan):
    return Alert.objects.filter(team=scan.team, state=AlertState.OPEN)


def _by_key(occurrences):
    holding = {}
    for occurrence in occurrences:
        holding.setdefault(occurrence.key, occurrence)
    return holding
