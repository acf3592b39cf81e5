"""What happened in a team, and about which rows each rule has to look again because of it."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import chain
from uuid import UUID

from django.db.models import Q

from teams.models import Activity

from .durations import durations
from .models import Alert, AlertState, LateItem

ACTS = 500
# Whatever else changes in a membership decides what its person may hear.
IN_NAME_ONLY = {"name"}


@dataclass
class News:
    """Activity by kind of row and row; `changes` as Activity keeps them, none of them where it does not say."""

    changes: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    instants: list = field(default_factory=list)

    @classmethod
    def after(cls, team, instant):
        """Return the first that happened in a team after an instant, or None; what happened at once is not divided."""
        acts = Activity.objects.filter(team=team, at__gt=instant).order_by("at")
        rows = list(acts.values_list("at", "subject_kind", "subject_id", "changes")[:ACTS])
        if len(rows) == ACTS:
            rows = list(acts.filter(at__lte=rows[-1][0]).values_list("at", "subject_kind", "subject_id", "changes"))
        if not rows:
            return None
        news = cls()
        for at, kind, pk, changes in rows:
            news.changes[kind][pk].append(changes)
            news.instants.append(at)
        return news

    @property
    def until(self):
        return self.instants[-1]

    def ids(self, kind, fields=None):
        """Return the rows of a kind of which something changed, or one of these fields may have."""
        rows = self.changes.get(kind, {})
        if fields is None:
            return set(rows)
        return {pk for pk, acts in rows.items() if any(not told or fields & told.keys() for told in acts)}

    def ids_with_old(self, kind, name):
        """Return the rows of a kind of which a field held something before it changed."""
        rows = self.changes.get(kind, {})
        return {pk for pk, acts in rows.items() if any((told.get(name) or [None])[0] for told in acts)}

    def values(self, kind, name):
        """Return what a field of rows of a kind held before and after: one id, or several of them."""
        acts = chain.from_iterable(self.changes.get(kind, {}).values())
        pairs = (told[name] for told in acts if told.get(name))
        values = chain.from_iterable(value if isinstance(value, list) else [value] for value in chain(*pairs))
        return {UUID(str(value)) for value in values if value}

    @property
    def has_new_people(self):
        """Say whether somebody came, went, or may hear more or less than before."""
        acts = chain.from_iterable(self.changes.get("teams.membership", {}).values())
        return any(not told or told.keys() - IN_NAME_ONLY for told in acts)

    @property
    def has_new_hours(self):
        """Say whether the hour or the zone alerts go by is another one."""
        acts = chain.from_iterable(self.changes.get("teams.team", {}).values())
        return any(not told or told.keys() & {"alert_hour", "time_zone"} for told in acts)


def touched(rule, scan, news):
    """Return the ids of the rows a rule has to look at because of what happened."""
    if rule.is_of_team:
        is_touched = news.ids(rule.kind) or news.has_new_people
        return {scan.team.pk} if is_touched else set()
    found = news.ids(rule.kind) | rule.followed(scan, news)
    for path, fields in rule.hangs_on.items():
        found |= _hanging(rule, scan, news, path, fields)
    if news.has_new_people:
        found |= _in_hand(rule, scan)
    return rule.worth_a_look(scan, found) if found else found


def _hanging(rule, scan, news, path, fields):
    """Return the rows at the other end of a path from what changed; of what no longer leads there, the old ones too."""
    relation = _relation(rule.model, path)
    ids = news.ids(relation.related_model._meta.label_lower, fields)
    if not ids:
        return set()
    # By the path alone, which leads to no other team: SQLite would rather read all rows of the team.
    rows = rule.model._default_manager.filter(**{f"{path}__in": ids}).order_by()
    return set(rows.values_list("pk", flat=True)) | _left_behind(news, relation)


def _left_behind(news, relation):
    """Return the rows that something pointed at which now points elsewhere, or is gone."""
    if not relation.auto_created:
        return set()
    return news.values(relation.related_model._meta.label_lower, relation.field.name)


def _in_hand(rule, scan):
    """Return the rows whose alerts may still be told to somebody, or are counted."""
    young = scan.now - durations().latecomers
    is_young = Q(fires_at__gt=young) | Q(created_at__gt=young) | Q(expires_at__isnull=False)
    alerts = Alert.objects.filter(
        is_young, team=scan.team, state=AlertState.OPEN, rule__in=rule.names, subject_kind=rule.kind
    )
    late = LateItem.objects.filter(team=scan.team, rule__in=rule.names)
    ids = alerts.order_by().values_list("subject_id", flat=True)
    return set(ids.union(late.order_by().values_list("subject_id", flat=True)))


def _relation(model, path):
    for name in path.split("__"):
        relation = model._meta.get_field(name)
        model = relation.related_model
    return relation
