"""What cannot wait: contingency plans at work and risks that have occurred. It stands first on home."""

from dataclasses import dataclass

from django.db.models import Model, Prefetch

from risks.models import ContingencyPlan, Risk
from teams.web import list_url

LIMIT = 5  # risks that are named; the register has the rest


@dataclass(frozen=True, slots=True)
class Emergency:
    """A risk that has come true, with the plans at work against it: [ContingencyPlan]."""

    risk: Model
    plans: list

    @property
    def has_occurred(self):
        return self.risk.status == "occurred"


@dataclass(frozen=True, slots=True)
class Emergencies:
    """The first of them, and where all others are listed: "" where that is all."""

    rows: list
    url: str

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def emergencies(membership):
    """Return the Emergencies this member may see, plans at work first; one statement while nothing burns, else two."""
    at_work = ContingencyPlan.objects.visible_to(membership).activated().with_steps_done()
    plans = Prefetch("plans", at_work.select_related("activated_by", "team").order_by("activated_at"), "at_work")
    risks = Risk.objects.visible_to(membership).in_emergency().select_related("team", "owner").prefetch_related(plans)
    found = list(risks.order_by("-is_plan_running", "number")[: LIMIT + 1])
    rows = [Emergency(risk, risk.at_work) for risk in found[:LIMIT]]
    url = list_url("risks:register", membership.team, status="occurred") if len(found) > LIMIT else ""
    return Emergencies(rows, url)
