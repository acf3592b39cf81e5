"""What a card of the board says besides its risk: how that changed since a person's last visit, and what is overdue."""

from django.utils.translation import gettext as _

from .changes import shifts_of
from .models import Risk
from .scoring import compare
from .states import Change


def mark_news(risks, *, since, today):
    """Give each risk its `news`, (word, tone, more) of each piece; two statements at most."""
    changes = shifts_of(risks, since)
    shown = Risk.objects.filter(pk__in=[risk.pk for risk in risks])
    lapsed = set(shown.lapsed_between(since).values_list("pk", flat=True))
    for risk in risks:
        risk.news = [*_changes(changes[risk.pk], lapsed=risk.pk in lapsed), *_overdue(risk, today)]


def _changes(changed, *, lapsed):
    found, more = [], ""
    if changed.is_new:
        found.append(Change.RAISED)
    else:
        steps = compare(changed.before, changed.after)
        more = next((word for word, _tone in changed.marks), "") if steps else ""
        found += [Change.RISEN if steps > 0 else Change.FALLEN] if steps else []
    # That a risk has occurred its card says anyway.
    found += [Change.ENDED] if changed.is_ended else []
    found += [Change.LAPSED] if lapsed else []
    return [(each.word, each.tone, more) for each in found]


def _overdue(risk, today):
    due = risk.next_review_on
    return [(_("review overdue"), "warn", "")] if risk.is_open and due is not None and due < today else []
