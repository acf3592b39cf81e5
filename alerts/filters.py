"""Filters of the outbox, the same for page and API."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from teams.filters import PersonFilter, TeamFilterSet

from .models import IN_TROUBLE, UNDER_LEASE, Delivery, DeliveryState, MailState
from .topics import TOPICS

# What people look for, and which deliveries it means.
STATES = {
    "waiting": (_("Waiting"), Q(state=DeliveryState.WAITING) | Q(mail__state__in=[MailState.QUEUED, *UNDER_LEASE])),
    "sent": (_("Sent"), Q(mail__state=MailState.SENT)),
    "trouble": (_("Failed or uncertain"), Q(mail__state__in=IN_TROUBLE)),
    "held": (_("Kept here"), Q(mail__state=MailState.HELD)),
    "cancelled": (_("Cancelled"), Q(state=DeliveryState.CANCELLED)),
}


class OutboxFilter(TeamFilterSet):
    q = None
    state = django_filters.ChoiceFilter(
        choices=[(name, label) for name, (label, _where) in STATES.items()], method="filter_state", label=_("State")
    )
    rule = django_filters.ChoiceFilter(
        field_name="alert__rule", choices=[(name, topic.label) for name, topic in TOPICS.items()], label=_("Kind")
    )
    person = PersonFilter(field_name="membership", label=_("Recipient"))

    class Meta:
        model = Delivery
        fields = ["state", "rule", "person"]

    def filter_state(self, rows, _name, value):
        return rows.filter(STATES[value][1])
