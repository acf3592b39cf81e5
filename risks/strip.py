"""What the board says above its squares: what is new since the last visit, the loop, and what else waits, in counts."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, F, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.remembered import Remembered
from teams.models import DUE_SOON
from teams.standing_in import sight_of, standing_in
from teams.web import list_url

from .changed_risks import MOVES
from .models import Acceptance, Risk
from .states import Change, Kind


@dataclass(frozen=True, slots=True)
class Knot:
    """One count, its word and where its rows are."""

    count: int
    word: str
    url: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Strips:
    """The rows of counts: what `changed` about threats since the last visit, and about opportunities (`gains`), the
    whole `loop` of the side that is shown, and what else `waits` if anything.
    """

    changed: list
    gains: list
    loop: list
    waits: list


def strips_of(membership, *, since, side=Kind.THREAT, project=None):
    """Return the Strips of the risks this person may see, of one project or all; one statement."""
    team, narrowed = membership.team, {"project": project.pk} if project else {}
    people = {"team": team.pk, "person": membership.pk}
    shape = sight_of(membership), project is not None, side
    found = COUNTS.rows(shape, **people, **narrowed, on=team.today(), since=since)
    counts = Counter({(name, kind): count for name, kind, count in found})
    return Strips(
        changed=[knot for knot in _changed(counts, team, narrowed, Kind.THREAT) if knot.count],
        gains=[knot for knot in _changed(counts, team, narrowed, Kind.OPPORTUNITY) if knot.count],
        loop=_loop(counts, team, narrowed, side),
        waits=[knot for knot in _waits(counts, team, narrowed, side) if knot.count],
    )


def _counts(shape, *, team, person, on, since, project=None):
    sight, _is_narrowed, side = shape
    membership = standing_in(sight, team=team, person=person)
    risks = Risk.objects.visible_to(membership)
    risks = risks.of_project(project) if project else risks
    asked = Acceptance.objects.visible_to(membership).open().filter(approver=membership)
    moved = Case(When(rank_now__gt=F("rank_then"), then=Value(Change.RISEN)), default=Value(Change.FALLEN))
    known = [change for change in Change if change not in MOVES]
    of_both = {change.value: change.of(risks, since) for change in known} | {"review_overdue": risks.overdue(on=on)}
    rows = {
        "not_assessed": risks.not_assessed(side),
        "no_response": risks.without_response(side),
        "response_overdue": risks.response_overdue(side, on=on),
        "review_due": risks.review_due(on=on),
        "above_appetite": risks.above_appetite(),
        "acceptance_missing": risks.acceptance_missing(on=on),
        "acceptance_lapsing": risks.acceptance_lapsing(until=on + DUE_SOON),
        "escalated": risks.escalated(),
        "asked": asked,
    }
    first, *others = [
        *(_counted(Value(name, CharField()), each, F("kind")) for name, each in of_both.items()),
        _counted(moved, risks.moved_between(since), F("kind")),
        *(_counted(Value(name, CharField()), each, Value("", CharField())) for name, each in rows.items()),
    ]
    return first.union(*others, all=True)


COUNTS = Remembered(_counts)


def _counted(name, rows, kind):
    """Return rows (name, kind or nothing, how many), to be united with others."""
    named = rows.order_by().annotate(counted_as=name, of_kind=kind).values("counted_as", "of_kind")
    return named.annotate(number=Count("pk")).values_list("counted_as", "of_kind", "number")


def _changed(counts, team, narrowed, kind):
    side = _side(narrowed, kind)
    knots = [
        Knot(
            counts[change.value, kind],
            change.word,
            list_url("risks:board", team, **side, status="all", change=change.value),
            change.tone_of(kind),
        )
        for change in Change
    ]
    overdue = list_url("risks:board", team, **side, attention="review_overdue")
    return [*knots, Knot(counts["review_overdue", kind], _("review overdue"), overdue, "warn")]


def _loop(counts, team, narrowed, kind):
    side = _side(narrowed, kind)

    def step(name, word, of=""):
        count = counts[name, of]
        return Knot(count, word, list_url("risks:board", team, **side, attention=name), "warn" if count else "")

    return [
        step("not_assessed", pgettext("risks", "not assessed")),
        step("no_response", pgettext("risks", "no response")),
        step("response_overdue", pgettext("risks", "response overdue")),
        step("review_overdue", pgettext("risks", "review overdue"), kind),
    ]


def _side(narrowed, kind):
    """Return how the board is narrowed to one of its sides; it starts with that of the threats."""
    return narrowed if kind == Kind.THREAT else narrowed | {"kind": Kind(kind).value}


def _waits(counts, team, narrowed, side):
    def listed(name, word, tone=""):
        return Knot(counts[name, ""], word, list_url("risks:register", team, **narrowed, attention=name), tone)

    of_threats = [
        listed("above_appetite", _("above the appetite"), "bad"),
        listed("acceptance_missing", _("without the acceptance they need"), "warn"),
        listed("acceptance_lapsing", _("accepted for 14 days or less")),
    ]
    return [
        Knot(counts["review_due", ""], _("to review now"), reverse("risks:reviews", args=[team.slug]), "accent"),
        listed("escalated", _("escalated"), "warn"),
        *(of_threats if side == Kind.THREAT else []),
        Knot(counts["asked", ""], _("waiting for your acceptance"), reverse("my-work", args=[team.slug]), "warn"),
    ]
