"""What has been told: an alert of which a mail has left, or may have."""

from django.db.models import Exists, OuterRef

from .models import NOTIFIED, Alert, Delivery

CHUNK = 500


def notified(alerts):
    """Narrow a queryset of alerts to those somebody was told of."""
    return alerts.filter(Exists(Delivery.objects.filter(alert=OuterRef("pk"), mail__state__in=NOTIFIED)))


def notified_among(ids):
    """Return those of the ids of alerts that somebody was told of."""
    found = []
    for start in range(0, len(ids), CHUNK):
        found += notified(Alert.objects.filter(pk__in=ids[start : start + CHUNK])).values_list("pk", flat=True)
    return found
