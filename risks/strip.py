"""What of the register waits for somebody, in counts that lead to the register."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from teams.models import DUE_SOON, Team
from teams.web import list_url

from .models import Acceptance, Risk


@dataclass(frozen=True, slots=True)
class Knot:
    """One count, its word and where its rows are."""

    count: int
    word: str
    url: str
    tone: str = ""


def strip_of(membership):
    """Return the Knots that count anything; one statement."""
    risks, today = Risk.objects.visible_to(membership), membership.team.today()
    asked = Acceptance.objects.visible_to(membership).open().filter(approver=membership)
    rows = {
        "review_due": risks.review_due(on=today),
        "above_appetite": risks.above_appetite(),
        "acceptance_missing": risks.acceptance_missing(on=today),
        "acceptance_lapsing": risks.acceptance_lapsing(until=today + DUE_SOON),
        "escalated": risks.escalated(),
        "asked": asked,
    }
    counts = Team.objects.filter(pk=membership.team_id).values(**{name: _count(each) for name, each in rows.items()})
    return [knot for knot in _knots(counts.get(), membership.team) if knot.count]


def _count(rows):
    counted = rows.order_by().values("team").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _knots(counts, team):
    def listed(name, word, tone=""):
        return Knot(counts[name], word, list_url("risks:register", team, attention=name), tone)

    return [
        Knot(counts["review_due"], _("due for review"), reverse("risks:reviews", args=[team.slug]), "warn"),
        listed("above_appetite", _("above the appetite"), "bad"),
        listed("escalated", _("escalated"), "warn"),
        listed("acceptance_missing", _("without the acceptance they need"), "warn"),
        listed("acceptance_lapsing", _("accepted for 14 days or less")),
        Knot(counts["asked"], _("waiting for your acceptance"), reverse("my-work", args=[team.slug]), "warn"),
    ]
