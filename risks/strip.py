"""What the board says above its squares: what is new since the last visit, the loop, and what else waits, in counts."""

from dataclasses import dataclass

from django.db.models import CharField, Count, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.remembered import Remembered
from teams.models import DUE_SOON
from teams.standing_in import sight_of, standing_in
from teams.web import list_url

from .models import Acceptance, Risk
from .states import Change


@dataclass(frozen=True, slots=True)
class Knot:
    """One count, its word and where its rows are."""

    count: int
    word: str
    url: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Strips:
    """The three rows of counts: `changed` since the last visit, the whole `loop`, and what else `waits` if anything."""

    changed: list
    loop: list
    waits: list


def strips_of(membership, *, since, project=None):
    """Return the Strips of the risks this person may see, of one project or all; one statement."""
    team, narrowed = membership.team, {"project": project.pk} if project else {}
    people = {"team": team.pk, "person": membership.pk}
    shape = sight_of(membership), project is not None
    counts = dict(COUNTS.rows(shape, **people, **narrowed, on=team.today(), since=since))
    return Strips(
        changed=[knot for knot in _changed(counts, team, narrowed) if knot.count],
        loop=_loop(counts, team, narrowed),
        waits=[knot for knot in _waits(counts, team, narrowed) if knot.count],
    )


def _counts(shape, *, team, person, on, since, project=None):
    membership = standing_in(shape[0], team=team, person=person)
    risks = Risk.objects.visible_to(membership)
    risks = risks.of_project(project) if project else risks
    asked = Acceptance.objects.visible_to(membership).open().filter(approver=membership)
    rows = {
        **{change.value: change.of(risks, since) for change in Change},
        "not_assessed": risks.not_assessed(),
        "no_response": risks.without_response(),
        "response_overdue": risks.response_overdue(on=on),
        "review_overdue": risks.review_overdue(on=on),
        "review_due": risks.review_due(on=on),
        "above_appetite": risks.above_appetite(),
        "acceptance_missing": risks.acceptance_missing(on=on),
        "acceptance_lapsing": risks.acceptance_lapsing(until=on + DUE_SOON),
        "escalated": risks.escalated(),
        "asked": asked,
    }
    first, *others = [_counted(name, each) for name, each in rows.items()]
    return first.union(*others, all=True)


COUNTS = Remembered(_counts)


def _counted(name, rows):
    """Return the one row (name, how many), to be united with others."""
    named = rows.order_by().annotate(counted_as=Value(name, CharField())).values("counted_as")
    return named.annotate(number=Count("pk")).values_list("counted_as", "number")


def _changed(counts, team, narrowed):
    whole = narrowed | {"status": "all", "kind": "all"}
    knots = [
        Knot(
            counts[change.value], change.word, list_url("risks:board", team, **whole, change=change.value), change.tone
        )
        for change in Change
    ]
    overdue = list_url("risks:board", team, **narrowed, attention="review_overdue")
    return [*knots, Knot(counts["review_overdue"], _("review overdue"), overdue, "warn")]


def _loop(counts, team, narrowed):
    def step(name, word):
        tone = "warn" if counts[name] else ""
        return Knot(counts[name], word, list_url("risks:board", team, **narrowed, attention=name), tone)

    return [
        step("not_assessed", pgettext("risks", "not assessed")),
        step("no_response", pgettext("risks", "no response")),
        step("response_overdue", pgettext("risks", "response overdue")),
        step("review_overdue", pgettext("risks", "review overdue")),
    ]


def _waits(counts, team, narrowed):
    def listed(name, word, tone=""):
        return Knot(counts[name], word, list_url("risks:register", team, **narrowed, attention=name), tone)

    return [
        Knot(counts["review_due"], _("to review now"), reverse("risks:reviews", args=[team.slug]), "accent"),
        listed("above_appetite", _("above the appetite"), "bad"),
        listed("escalated", _("escalated"), "warn"),
        listed("acceptance_missing", _("without the acceptance they need"), "warn"),
        listed("acceptance_lapsing", _("accepted for 14 days or less")),
        Knot(counts["asked"], _("waiting for your acceptance"), reverse("my-work", args=[team.slug]), "warn"),
    ]
