"""“Send me this alert now”: holds as long as the row is there for the person who asked."""

from dataclasses import dataclass

from alerts.topics import NOTICE


@dataclass(frozen=True)
class Notices:
    """Not found by scans: alerts/notices.py makes them."""

    topics: frozenset = frozenset({NOTICE})

    def rows(self, queryset, ids):
        return {row.pk: row for row in queryset.filter(pk__in=ids)}

    def why_not(self, alert, row, team, membership, now):
        return None


NOTICES = Notices()
