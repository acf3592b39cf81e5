"""What plan, register and money of a team say about its next risks, as far as the person who asks may know them."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding.models import Round
from funding.outlook import cash_out_date_for
from risks.models import Risk, matrix_of
from risks.states import Category
from teams.models import Change

from .applying import APPLIED
from .library import entries
from .library_showing import Line
from .suggesting import Known, suggest
from .templates import codes_named, summary_of

LATEST = 20  # acts by which templates were applied


@dataclass(frozen=True, slots=True)
class Advice:
    """An entry of the library and why somebody should look at it, in words."""

    line: Line
    why: str


def advice_for(membership, *, language, covered):
    """Return what is suggested to a person, the most urgent first; `covered` are the codes they have no need of."""
    today = membership.team.today()
    runs_out_on = cash_out_date_for(membership, today)
    known = Known(
        categories=_filled_categories(membership),
        covered=frozenset(covered),
        templates=_templates_of(membership),
        runway=None if runs_out_on is None else (runs_out_on - today).days,
        is_raising=Round.objects.visible_to(membership).open().exists(),
    )
    matrix = matrix_of(membership.team)
    found = suggest(list(entries(language).values()), known)
    return [Advice(Line(each.entry, matrix), _why(each, runs_out_on, language)) for each in found]


def _filled_categories(membership):
    risks = Risk.objects.visible_to(membership).open().threats()
    return frozenset(risks.order_by().values_list("category", flat=True).distinct())


def _templates_of(membership):
    acts = Change.objects.visible_to(membership).filter(label=APPLIED, undone_at=None)
    return codes_named(act.facts.get("name") for act in acts.order_by("-at")[:LATEST])


def _why(suggestion, runs_out_on, language):
    if suggestion.reason == "runway":
        day = date_format(runs_out_on, "DATE_FORMAT")
        return _("The money lasts until %(day)s, and no open risk is about funding.") % {"day": day}
    if suggestion.reason == "raising":
        return _("A round is planned or under way, and no open risk is about funding.")
    if suggestion.reason == "template":
        name = summary_of(suggestion.about, language).name
        return _("Fits your plan, made from the template “%(name)s”.") % {"name": name}
    return _("No open risk in the category “%(category)s”.") % {"category": Category(suggestion.about).label}
