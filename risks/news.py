"""What a card of the board says besides its risk: how that changed since a person's last visit, and what is overdue."""

from django.db.models import Count
from django.utils.translation import gettext as _

from core.remembered import Remembered

from .changed_risks import MOVES
from .changes import shifts_of
from .models import Risk
from .scoring import compare
from .states import Change


def mark_news(risks, *, since, today):
    """Give each risk its `news`, (word, tone, more) of each piece; two statements at most."""
    changes = shifts_of(risks, since)
    lapsed = {pk for (pk,) in LAPSED.rows("of risks", risks=[risk.pk for risk in risks], since=since)}
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
    found = [of_team.moved_between(since), *(each.of(of_team, since) for each in Change if each not in MOVES)]
    first, *others = (rows.order_by().values_list("pk") for rows in found)
    return first.union(*others)


def _lapsed(_shape, *, risks, since):
    return Risk.objects.filter(pk__in=risks).lapsed_between(since).order_by().values_list("pk")


CHANGED, LAPSED = Remembered(_changed), Remembered(_lapsed)


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
