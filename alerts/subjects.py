"""Which of the things alerts are about a person may see; of the others the outbox shows who, when and state."""

from collections import defaultdict

from django.apps import apps

from teams.models.activity import is_narrowed


def visible_among(membership, pairs):
    """Return those (kind, id) pairs whose row this person may see."""
    by_kind = defaultdict(set)
    for kind, pk in pairs:
        by_kind[kind].add(pk)
    return {(kind, pk) for kind, ids in by_kind.items() for pk in _visible(membership, kind, ids)}


def hide_the_invisible(membership, deliveries):
    """Mark each delivery with `is_visible`: whether this person may see what it is about."""
    alerts = [delivery.alert for delivery in deliveries]
    visible = visible_among(membership, {(alert.subject_kind, alert.subject_id) for alert in alerts})
    for delivery in deliveries:
        pair = (delivery.alert.subject_kind, delivery.alert.subject_id)
        delivery.is_visible = pair in visible
    return deliveries


def _visible(membership, kind, ids):
    try:
        model = apps.get_model(kind)
    except LookupError:
        return set()  # a kind of an earlier version
    if not is_narrowed(model):
        # Nothing but the role decides, so no row need be asked.
        return ids if membership.has_perm("{}.view_{}".format(*kind.split("."))) else set()
    return set(model._default_manager.visible_to(membership).filter(pk__in=ids).values_list("pk", flat=True))
