"""What was late when it came in, kept row by row, and counted again for the mornings of which something changed."""

from functools import reduce
from operator import or_

from django.db.models import Count, Min, Q

from .models import LateItem
from .models.late import COUNTED, GONE, NEW

CHUNK = 500
MORNINGS = 100


def keep(scan, looks):
    """Make what is kept of these rows be what rules found late among them: {rule: (ids, what it found)}.

    A morning that has come keeps what it was to tell, whatever the alert hour is by then.
    """
    ids = set().union(*(ids for ids, _found in looks.values()))
    if not ids:
        return
    names = {rule.name: looked for rule, (looked, _found) in looks.items()}
    kept, mornings = {}, {}
    for item in LateItem.objects.filter(subject_id__in=ids):
        if item.subject_id in names.get(item.rule, ()):
            kept[_place(item)] = item
            if item.tell_at <= scan.now:
                mornings[item.rule, item.subject_id, item.membership_id, item.known_at] = (item.day, item.tell_at)
    wanted = [
        _item(scan, rule, late, person, because, mornings)
        for rule, (_ids, found) in looks.items()
        for late in found
        for person, because in late.people
    ]
    _store(kept, {_place(item): item for item in wanted})


def _place(item):
    return item.subject_id, item.rule, item.membership_id, item.day


def _item(scan, rule, late, person, because, mornings):
    tell_at = scan.tell_at(late.known_at)
    to_come = scan.day_of(tell_at), tell_at
    day, tell_at = mornings.get((rule.name, late.subject_id, person, late.known_at), to_come)
    return LateItem(
        team=scan.team,
        membership_id=person,
        rule=rule.name,
        subject_kind=rule.kind,
        subject_id=late.subject_id,
        because=because,
        in_charge=late.in_charge,
        known_at=late.known_at,
        day=day,
        tell_at=tell_at,
    )


def _store(kept, wanted):
    gone = [item.pk for place, item in kept.items() if place not in wanted and item.state != GONE]
    LateItem.objects.filter(pk__in=gone).update(state=GONE)
    told = ("because", "in_charge", "known_at", "tell_at")
    changed = [item for place, item in sorted(wanted.items()) if _is_news(item, kept.get(place), told)]
    LateItem.objects.bulk_create(
        changed,
        CHUNK,
        update_conflicts=True,
        unique_fields=["subject_id", "rule", "membership", "day"],
        update_fields=[*told, "state"],
    )


def _is_news(item, before, fields):
    return (
        before is None or before.state == GONE or any(getattr(item, name) != getattr(before, name) for name in fields)
    )


def uncounted(scan):
    """Return the (person, day) pairs of mornings of which the count is wrong, as many as one turn takes."""
    pairs = LateItem.objects.filter(team=scan.team).uncounted().order_by("membership", "day")
    return list(pairs.values_list("membership", "day").distinct()[:MORNINGS])


def count_anew(scan, pairs):
    """Return what there is to tell of these mornings, by person, day, kind, who is in charge and why; it is counted.

    What comes in from here on makes the count wrong again, whether it was in it or not.
    """
    places = reduce(or_, (Q(membership=person, day=day) for person, day in pairs))
    rows = LateItem.objects.filter(places, team=scan.team)
    rows.filter(state=GONE).delete()
    rows.filter(state=NEW).update(state=COUNTED)
    groups = rows.standing().order_by().values("membership", "day", "subject_kind", "in_charge", "because")
    return list(groups.annotate(count=Count("pk"), first=Min("tell_at")))
