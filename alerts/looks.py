"""Which rows a look is about, rule by rule and in order of their ids, so that one cut short can go on from there."""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from uuid import UUID

from django.db.models import Value

from .models import Alert, AlertState, LateItem
from .news import touched
from .rules import RULES, rule_of

FIRST = UUID(int=0)


class Listed:
    """A look at rows known from the start: {rule: ids}."""

    def __init__(self, ids):
        self._ids = {rule: sorted(found) for rule, found in ids.items()}

    def next_ids(self, name, after, most):
        """Return the next rows a rule has to look at, those after an id."""
        ids = self._ids.get(name, [])
        start = bisect_right(ids, after)
        return ids[start : start + most]


def at_news(scan, news):
    """Return the look at what happened."""
    return Listed({rule.name: touched(rule, scan, news) for rule in RULES})


def at_days(scan, since):
    """Return the look at what time alone has changed: rows of which another notice holds, and what is too old by now.

    `since` is the last day that was looked at when it was still to come.
    """
    days = [since + dt.timedelta(days=ahead) for ahead in range((scan.next_day - since).days + 1)]
    found = defaultdict(set)
    falling = [
        rule.falling_on(scan, days).order_by().values_list(Value(rule.name), "pk") for rule in RULES if rule.is_dated
    ]
    for name, pk in falling[0].union(*falling[1:], all=True):
        found[name].add(pk)
    expired = with_an_end(scan).filter(expires_at__lte=scan.now)
    for topic, kind, pk in expired.values_list("rule", "subject_kind", "subject_id"):
        found[rule_of(topic, kind).name].add(pk)
    for rule in RULES:
        if rule.is_of_team:
            found[rule.name] = {scan.team.pk}
        elif rule.is_daily:
            found[rule.name] |= set(_near(scan, rule))
    return Listed(found)


def with_an_end(scan):
    """Return the open alerts that will be too old one day; what was sent by hand is about nothing that could end."""
    names = [name for rule in RULES for name in rule.names]
    alerts = Alert.objects.filter(team=scan.team, state=AlertState.OPEN, expires_at__isnull=False)
    return alerts.filter(rule__in=names)


class Everything:
    """The look at a team as a whole: what may have something to say, and what has said something that still stands."""

    def __init__(self, scan):
        self._scan, self._rules = scan, {rule.name: rule for rule in RULES}

    def next_ids(self, name, after, most):
        rule, team = self._rules[name], self._scan.team
        if rule.is_of_team:
            return [team.pk] if after < team.pk else []
        return list(_near(self._scan, rule, after).order_by("pk")[:most])


def _near(scan, rule, after=FIRST):
    """Return the ids of the rows a rule may have something to say of, or has said something of that still stands."""
    team = scan.team
    alerts = Alert.objects.filter(team=team, state=AlertState.OPEN, rule__in=rule.names, subject_kind=rule.kind)
    late = LateItem.objects.filter(team=team, rule=rule.name)
    near = rule.candidates(scan).filter(pk__gt=after).order_by().values_list("pk", flat=True)
    said = (
        rows.filter(subject_id__gt=after).order_by().values_list("subject_id", flat=True) for rows in (alerts, late)
    )
    return near.union(*said)
