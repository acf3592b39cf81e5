"""What the forecast reads: the values of a team's rows, and marks that tell whether they have changed since.

Read for the simulation, which nobody sees as such: whoever reads its results sees them through `sight.py`.
"""

import hashlib
import json
from functools import cache
from uuid import uuid4

from django.db import connections
from django.db.models import CharField, Count, F, Max, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from funding.models import (
    CashLine,
    CashPosition,
    FxRate,
    Opportunity,
    OpportunityEvent,
    Round,
    RoundTerms,
    Tranche,
    Watched,
)
from planner.models import CalendarDay, Dependency, Milestone, Project
from risks.models import ContingencyPlan, Risk, RiskMatrix, RiskMilestone
from teams.models import Team

from .models import Settings

# By the name the inputs know them under: the kind, and which of its values.
PLAN = {
    "milestones": (
        Milestone,
        "id state project_id project__state starts_on due_on started_on completed_at days_min days_likely days_max"
        " estimated_on follows_links blocked number external_source",
    ),
    "dependencies": (Dependency, "id predecessor_id successor_id kind lag"),
    "calendar": (CalendarDay, "id day works"),
    "risks": (
        Risk,
        "id kind status probability_percent current__probability current__impact current__impact_schedule"
        " current__impact_cost current__matrix_version window_from window_to occurred_at",
    ),
    "matrices": (RiskMatrix, "id edition probabilities impacts grid currency by_dimension"),
    "effects": (
        RiskMilestone,
        "id risk_id milestone_id effect effect_min effect_likely effect_max parallel estimated_on",
    ),
    "plans": (ContingencyPlan, "id risk_id state outcome days_saved number"),
    "risk_money": (Risk, "id money_min money_likely money_max currency"),
    "plan_money": (ContingencyPlan, "id money_saved own_cost currency activated_at"),
    "settings": (Settings, "id headline_id"),
}
MONEY = {
    "positions": (
        CashPosition,
        "id balance balance_on monthly_income monthly_expense floor currency created_at",
    ),
    "lines": (
        CashLine,
        "id direction rhythm amount currency category starts_on milestone_id days_after ends_on growth",
    ),
    "rates": (FxRate, "id on base quote rate"),
    "rounds": (Round, "id state currency starts_on expected_close_on number"),
    "terms": (RoundTerms, "id round_id target minimum cap"),
    "deals": (
        Opportunity,
        "id round_id channel stage probability amount_min amount amount_max currency expected_close_on"
        " earliest_close_on latest_close_on is_lead won_at stage_since number",
    ),
    "tranches": (
        Tranche,
        "id opportunity_id position amount due_on milestone_id days_after state paid_on",
    ),
    "stages": (OpportunityEvent, "id opportunity_id new created_at field"),
    "money_settings": (Settings, "id iterations deal_correlation expense_spread"),
}
ONLY = {"stages": {"field": Watched.STAGE}}
# A table is counted once, whatever is read of it.
PLAN_KINDS = (Project, *dict.fromkeys(kind for kind, _names in PLAN.values() if kind is not Settings))
MONEY_KINDS = tuple(dict.fromkeys(kind for kind, _names in MONEY.values()))
KINDS = tuple(dict.fromkeys((*PLAN_KINDS, *MONEY_KINDS)))


def read(team, tables):
    """Return {name: [values of each row]} of the team, in the order of their ids."""
    return {
        name: list(kind._base_manager.filter(team=team, **ONLY.get(name, {})).order_by("pk").values(*names.split()))
        for name, (kind, names) in tables.items()
    }


def digest_of(team, rows):
    """Return a mark of all values read: equal marks mean an equal forecast on the same day."""
    text = json.dumps(
        [team.working_days, team.time_zone, team.currency, rows],
        default=str,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.blake2b(text.encode(), digest_size=32).hexdigest()


def stamps_of(team):
    """Return the marks (plan, money) that change whenever any row the forecast reads is written; one statement.

    Of the settings the plan is made of the headline alone: the others are about money.
    """
    names = ("team", "headline", *map(_name, KINDS))
    statement, parameters, of_any_team = _statement(connections[Team.objects.db].vendor)
    own = Team._meta.pk.get_db_prep_value(team.pk, connections[Team.objects.db])
    with connections[Team.objects.db].cursor() as cursor:
        cursor.execute(statement, [own if each == of_any_team else each for each in parameters])
        found = dict(zip(names, cursor.fetchone(), strict=True))
    return tuple(
        hashlib.blake2b("|".join(str(found[name]) for name in part).encode(), digest_size=32).hexdigest()
        for part in (("team", "headline", *map(_name, PLAN_KINDS)), names)
    )


@cache
def _statement(vendor):
    """Return (SQL, parameters, which of them is the team): written once, which takes longer than the database does."""
    of_any_team, connection = uuid4(), connections[Team.objects.db]
    headline = Subquery(Settings.objects.filter(team=OuterRef("pk")).values("headline")[:1])
    stamps = {_name(kind): _stamp(kind) for kind in KINDS}
    asked = Team.objects.filter(pk=of_any_team).values(team=F("version"), headline=headline, **stamps)
    statement, parameters = asked.query.get_compiler(connection=connection).as_sql()
    return statement, parameters, Team._meta.pk.get_db_prep_value(of_any_team, connection)


def _name(kind):
    return f"{kind._meta.label_lower.replace('.', '_')}_stamp"


def _stamp(kind):
    """Return count, versions and last change of a team's rows of a kind, as one text."""
    counted = [Cast(each, CharField()) for each in (Count("pk"), Sum("version"), Max("updated_at"))]
    text = Concat(counted[0], Value(":"), counted[1], Value(":"), counted[2], output_field=CharField())
    rows = kind._base_manager.filter(team=OuterRef("pk")).order_by().values("team")
    return Coalesce(Subquery(rows.annotate(text=text).values("text")), Value(""), output_field=CharField())
