"""What pages show of totals: one row per bucket, rounds with their bars, the first opportunities of many."""

from django.db.models import Q

from core.fetching import part_of
from teams.web import list_url

from .bars import stacked
from .board import BUCKET_LABELS, sums
from .states import OPEN_STAGES


def bucket_rows(buckets):
    """Return a row per bucket: key, label, its Total, the sums by currency."""
    return [
        {"key": key, "label": BUCKET_LABELS[key], "total": part, "sums": sums(part, buckets.currency)}
        for key, part in buckets.items()
    ]


def opportunities_part(rows, team, **narrowing):
    """Return the first opportunities of a round or a source; the table, narrowed likewise, has the rest."""
    url = list_url("funding:opportunity-list", team, kind="all", **narrowing)
    return part_of(rows.for_lists(), url, first=Q(stage__in=OPEN_STAGES))


def round_rows(rounds, membership, *, on):
    """Return what a page shows of each round: its buckets and bar; target and minimum only for who may see terms."""
    may_see_terms = membership.has_perm("funding.view_roundterms")
    return [_round_row(row, may_see_terms, on) for row in rounds]


def _round_row(row, may_see_terms, on):
    terms = getattr(row, "terms", None) if may_see_terms else None
    buckets = row.totals(on=on)
    return {
        "round": row,
        "terms": terms,
        "buckets": buckets,
        "rows": bucket_rows(buckets),
        "bar": stacked(buckets, terms and terms.target, terms and terms.minimum),
        "is_overdue": row.is_overdue(on=on),
    }
