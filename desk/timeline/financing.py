"""Steps of the financing plan, tranches, and the day the money is out, on the timeline of who may see them."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from core.figures import money
from forecast.sight import may_see_money
from funding.models import PlanStep, Tranche
from funding.outlook import cash_out_date_for

from .drawing import Link
from .rows import Group, Item

KEY = "financing"
AT_MOST = 100  # of either kind; their own lists have the rest


@dataclass(frozen=True, slots=True)
class MoneyOut:
    """The day the money runs out: in one run of ten, or by the figures alone where no run knows of the money."""

    on: date
    in_runs: bool


def financing(membership, *, links):
    """Return (Group, links) of open steps and tranches with a day, or (None, []) where there are none to see."""
    steps, tranches = _steps(membership), _tranches(membership)
    items = sorted([*steps, *(item for item, _milestone in tranches)], key=lambda item: (item.due, item.key))
    if not items:
        return None, []
    url = reverse("funding:step-list", args=[membership.team.slug])
    waits = [Link(milestone.code, item.key, "FS") for item, milestone in tranches if links and milestone is not None]
    return Group(key=KEY, name=_("Financing"), url=url, items=items), waits


def _steps(membership):
    rows = PlanStep.objects.visible_to(membership).open().exclude(due_on=None).select_related("team", "responsible")
    return [
        Item(
            row.code,
            row.number,
            row.title,
            _name(row.responsible),
            id=str(row.pk),
            url=row.get_absolute_url(),
            due=row.due_on,
            form="step",
        )
        for row in rows.order_by("due_on", "number")[:AT_MOST]
    ]


def _tranches(membership):
    """Return (Item, the milestone it waits for or None) of each; a milestone that was given up dates nothing."""
    rows = (
        Tranche.objects.visible_to(membership)
        .open()
        .for_lists()
        .select_related("opportunity__team", "opportunity__owner")
    )
    rows = rows.order_by("due_on", "opportunity", "position")[:AT_MOST]
    found = [(_tranche(row), row.milestone) for row in rows]
    return [pair for pair in found if pair[0].due is not None]


def _tranche(row):
    deal, amount = row.opportunity, money(row.amount, row.currency)
    said = {"position": row.position, "source": deal.source.name, "amount": amount}
    return Item(
        f"{deal.code}/{row.position}",
        row.position,
        # Translators: a part of a deal's money on the timeline
        _("Tranche %(position)s of %(source)s, %(amount)s") % said,
        _name(deal.owner),
        id=str(row.pk),
        url=row.get_absolute_url(),
        due=row.expected_on(),
        form="tranche",
    )


def _name(person):
    return person.name if person else ""


def money_out(membership, answers, today):
    """Return the MoneyOut this member may know of, or None."""
    if answers is not None and answers.money and may_see_money(membership):
        day = answers.cash_out(0.1)
        return MoneyOut(day, in_runs=True) if day else None
    day = cash_out_date_for(membership, today)
    return MoneyOut(day, in_runs=False) if day else None
