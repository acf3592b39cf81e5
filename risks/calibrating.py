"""What was said of the chances of risks that are closed, and what became of them; three statements, however many.

A risk counts once it is closed, with 1 where it had occurred; what was rejected, a duplicate or no risk at all does
not. Its chance is the last a person gave before it occurred or ended: see `calibration.last_given`.
"""

from collections import defaultdict
from fractions import Fraction

from django.core.exceptions import PermissionDenied
from django.db.models import DateTimeField, F, Q
from django.db.models.functions import Coalesce
from django.http import Http404

from planner.estimates import SUGGESTED
from teams.models import Activity, Membership

from .calibration import Forecast, Given, calibrate, last_given
from .models import Assessment, Risk
from .models.matrix import matrix_numbered
from .scoring import chance_of
from .states import ClosureReason, Score, Status

COUNTED_AT_MOST = 10_000  # closed risks, the last ones
NO_FORECAST = (ClosureReason.DUPLICATE, ClosureReason.NOT_A_RISK)
# Whether a person may see how good the chances of others were.
COMPARING = "risks.compare_assessment"


def calibration_of(membership, author=None):
    """Return the Calibration of the closed risks a person may see; with an author, of the chances that one gave."""
    forecasts = forecasts_for(membership)
    return calibrate(each for each in forecasts if author is None or each.author == author.pk)


def author_with(identity, *, seen_by):
    """Return the member whose score is asked for, or None for that of all.

    Raises PermissionDenied for another's where this person may not compare, and Http404 for nobody's.
    """
    if identity is None or identity == seen_by.pk:
        return None if identity is None else seen_by
    if not seen_by.has_perm(COMPARING):
        raise PermissionDenied
    author = Membership.objects.visible_to(seen_by).filter(pk=identity).first()
    if author is None:
        raise Http404
    return author


def forecasts_for(membership):
    """Return a Forecast of every closed risk a person may see and somebody had given a chance."""
    risks = Risk.objects.visible_to(membership).filter(status=Status.CLOSED).exclude(closure_reason__in=NO_FORECAST)
    rows = list(risks.order_by("-closed_at").values("pk", "occurred_at", "closed_at")[:COUNTED_AT_MOST])
    percents, ratings = _percents(membership.team, risks), _ratings(membership, risks)
    found = []
    for row in rows:
        end = row["occurred_at"] or row["closed_at"]
        given = last_given(percents[row["pk"]], ratings[row["pk"]], end)
        if given is not None:
            found.append(Forecast(given.chance, row["occurred_at"] is not None, given.author))
    return found


def _ratings(membership, risks):
    """Return {risk: [Given]} of the current ratings before its end; what a template suggested is nobody's."""
    end = Coalesce("risk__occurred_at", "risk__closed_at", output_field=DateTimeField())
    rows = Assessment.objects.visible_to(membership).filter(risk__in=risks.order_by().values("pk"), kind=Score.CURRENT)
    rows = rows.filter(at__lt=end).order_by("at", "id")
    said = defaultdict(list)
    fields = ("risk_id", "at", "probability", "matrix_version", "author_id", "external_source")
    for risk, at, probability, version, author, source in rows.values_list(*fields):
        chance = chance_of(None, probability, matrix_numbered(membership.team, version)).share
        said[risk].append(Given(at, chance, None if source == SUGGESTED else author))
    return said


def _percents(team, risks):
    """Return {risk: [Given]} of the percentages the history has; what a template suggested is nobody's."""
    rows = Activity.objects.filter(
        Q(changes__has_key="probability_percent"),
        team=team,
        subject_kind=Risk._meta.label_lower,
        subject_id__in=risks.order_by().values("pk"),
    )
    rows = rows.order_by("at", "pk").annotate(
        value=F("changes__probability_percent"), source=F("changes__external_source")
    )
    said = defaultdict(list)
    for risk, at, author, value, source in rows.values_list("subject_id", "at", "by", "value", "source"):
        percent = value[1]
        is_suggested = bool(source) and source[1] == SUGGESTED
        chance = None if percent is None else Fraction(percent, 100)
        said[risk].append(Given(at, chance, None if is_suggested else author))
    return said
