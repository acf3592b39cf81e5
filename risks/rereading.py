"""A team changes its matrix: its open risks are read anew by it, and what was judged before stays in the history."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.fetching import part_of
from teams.models import change, membership_of
from teams.models.holding import CHUNK, hold
from teams.models.values import stored_values
from teams.models.writing import add_rows, write_rows

from .matrices import Square, reads_alike, shifts
from .models import Assessment, Risk, matrices_of
from .scoring import level_of
from .states import OPEN, Dimension, Score

ADOPTED = gettext_noop("{who} changed the risk matrix")
REASON = gettext_noop("The matrix was changed; the figures stay as they were.")
RISKS_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Preview:
    """What another matrix would change: the levels that shift, and the risks whose current level does."""

    shifts: list
    risks: list  # (risk, level after), as many as the page names
    count: int  # of all such risks


def adopt(row, *, by):
    """Store an edition and read the open risks by it; one act, which can be undone."""
    with change(by, ADOPTED) as act:
        row.store(by=act)
        _reread(row.team, row.matrix, by=act)
    return row


def preview(row, membership, *, url):
    """Return what an edition that is not stored would change, of what this person may see; five statements.

    Raises a ValidationError where it has not the shape of a matrix.
    """
    row.clean()
    matrix = row.matrix
    risks = Risk.objects.visible_to(membership).open()
    squares = [square for kind in Score for square in _squares(risks, kind)]
    moved = _moved(risks, [each for each in squares if each.kind == Score.CURRENT], matrix)
    shown = part_of(moved.with_scores().worst_first(), url)
    named = [(risk, level_of(risk.current.probability, risk.current.impact, matrix)) for risk in shown.rows]
    return Preview(shifts(squares, matrix), named, shown.count)


def _squares(risks, kind):
    names = [f"{kind.value}__{name}" for name in ("probability", "impact", "level", "matrix_version")]
    counted = risks.filter(**{f"{kind.value}__isnull": False}).order_by().values_list(*names).annotate(Count("pk"))
    return [Square(kind, *values) for values in counted]


def _moved(risks, squares, matrix):
    moved = Q(pk=None)
    for each in squares:
        if level_of(each.probability, each.impact, matrix) != each.level:
            moved |= Q(current__probability=each.probability, current__impact=each.impact, current__level=each.level)
    return risks.filter(moved)


def _reread(team, matrix, *, by):
    rated = reduce(or_, (Q((f"{kind}__isnull", False)) for kind in Score.values))
    judged = Risk._base_manager.filter(rated, team=team, status__in=OPEN)
    ids = list(judged.order_by("pk").values_list("pk", flat=True)[: RISKS_AT_MOST + 1])
    if len(ids) > RISKS_AT_MOST:
        message, most = _("At most %(most)d open risks can be read by another matrix."), {"most": RISKS_AT_MOST}
        raise ValidationError(message, code="too_many", params=most)
    for start in range(0, len(ids), CHUNK):
        _reread_chunk(team, ids[start : start + CHUNK], matrix, by=by)


def _reread_chunk(team, ids, matrix, *, by):
    risks = hold(Risk, ids)
    before = {pk: stored_values(risk) for pk, risk in risks.items()}
    pointers = {getattr(risk, f"{kind}_id"): (risk, kind) for risk in risks.values() for kind in Score.values}
    found = Assessment._base_manager.filter(pk__in=[pk for pk in pointers if pk is not None])
    known, anew = matrices_of(team), {}
    for old in found:
        if not reads_alike(old.probability, old.impact, known[old.matrix_version], matrix):
            anew[old.pk] = _anew(team, old, matrix, membership_of(by))
    if not anew:
        return
    add_rows(list(anew.values()), by=by)
    for pk, assessment in anew.items():
        risk, kind = pointers[pk]
        setattr(risk, kind, assessment)
    touched = list(dict.fromkeys(pointers[pk][0].pk for pk in anew))
    write_rows([risks[pk] for pk in touched], "reread", by=by, before=before)


def _anew(team, old, matrix, author):
    """Return the same figures judged by another matrix."""
    impacts = {each.field: getattr(old, each.field) for each in Dimension}
    return Assessment(
        team=team,
        risk_id=old.risk_id,
        kind=old.kind,
        probability=old.probability,
        impact=old.impact,
        level=level_of(old.probability, old.impact, matrix),
        matrix_version=matrix.version,
        reason=str(_(REASON)),
        author=author,
        external_source=old.external_source,
        **impacts,
    )
