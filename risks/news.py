"""What a card of the board says besides its risk: how that changed since a person's last visit, and what is overdue."""

from django.db.models import Count
from django.utils.translation import gettext as _

from core.remembered import Remembered

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
        risk.news = [*_changes(changes[risk.pk], risk.kind, lapsed=risk.pk in lapsed), *_overdue(risk, today)]


def count_news_behind(board, risks, *, team, score, since):
    """Let each square say how many of the risks it does not show changed; one statement, none where all are shown."""
    cells = {(cell.probability, cell.impact): cell for cell in board.cells if cell.is_cut}
    if not cells:
        return
    changed = risks.filter(pk__in=CHANGED.within("of a team", team=team.pk, since=since))
    hidden = changed.exclude(pk__in=[risk.pk for risk in board.cards])
    found = hidden.order_by().values_list(f"{score}__probability", f"{score}__impact").annotate(Count("pk"))
    for probability, impact, count in found:
        if (cell := cells.get((probability, impact))) is not None:
            cell.news = count


def _changed(_shape, *, team, since):
    of_team = Risk.objects.filter(team=team)
    of_team.seen_in = team  # so that no other team's assessments and acceptances are read
    first, *others = (change.of(of_team, since).order_by().values_list("pk") for change in Change)
    return first.union(*others)


CHANGED = Remembered(_changed)


def _changes(changed, kind, *, lapsed):
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
    return [(each.word, each.tone_of(kind), more) for each in found]


def _overdue(risk, today):
    due = risk.next_review_on
    return [(_("review overdue"), "warn", "")] if risk.is_open and due is not None and due < today else []
