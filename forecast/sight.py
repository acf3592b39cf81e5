"""Who may see what of a forecast: dates for who reads the plan, money for who reads money, one figure by open books."""

from funding.models import Opportunity, Tranche
from funding.models import Settings as MoneySettings
from risks.models import ContingencyPlan, Risk

from .models import Run, RunMoney
from .picking import Picked, put_together

# By kind: the rows whose names stand in its own.
NAMED_BY = {Opportunity: ("source",), Tranche: ("opportunity__source", "opportunity__team")}


def may_see_money(membership):
    """Say whether a person may read cash, deals, the joint chance and what helps most."""
    return membership.has_perm("forecast.view_runmoney")


def may_see_joint(membership):
    """Say whether a person may know the joint chance: who reads the money, and members under open books."""
    if membership.has_perm("forecast.view_jointfigure"):
        return True
    return membership.has_perm("forecast.view_opened_jointfigure") and MoneySettings.of(membership.team).open_books


def runs_of(membership):
    """Return the runs of the plan as it stands that this person may know of, the newest first.

    To who may know nothing of the money a run made because it changed would tell just that.
    """
    runs = Run.objects.visible_to(membership).of_the_plan().filter(plan__isnull=False).latest_first()
    if may_see_money(membership) or may_see_joint(membership):
        return runs
    return runs.with_news_of_the_plan()


def with_parts(membership, runs):
    """Fetch with runs the parts this person may read; one without the part about money has no `money`."""
    return runs.select_related("plan", "money") if may_see_money(membership) else runs.select_related("plan")


def latest_run(membership):
    """Return the last run of the plan as it stands, with the parts this person may read, or None; one statement."""
    return with_parts(membership, runs_of(membership)).first()


def run_about(membership, *, plan, money=()):
    """Return the last run with what its parts hold at these paths and nothing else, or None; one statement.

    A path is a tuple of keys, such as ("milestones", id). Without paths for the money, or for who may not read it, the
    run has no `money`. Where a path leads to gains, it is the last run that has worked them out.
    """
    paths = {"plan": plan} | ({"money": money} if money and may_see_money(membership) else {})
    rows = runs_of(membership).select_related(*paths)
    if any(path[0] == "gains" for part in paths.values() for path in part):
        rows = rows.filter(has_gains=True)
    rows = rows.defer(*(f"{part}__results" for part in paths))
    run = rows.annotate(**{f"{part}_found": Picked(f"{part}__results", paths[part]) for part in paths}).first()
    for part in paths if run is not None else ():
        row = run._state.fields_cache[part]
        if row is not None:
            row.results = put_together(paths[part], getattr(run, f"{part}_found"))
    return run


def hidden_ids(membership):
    """Return the ids, as texts, of the risks and plans of which a run tells this person nothing; one statement.

    Those that are gone are none of them: a run may still speak of "another risk".
    """
    hidden = Risk.objects.hidden_from(membership).order_by()
    plans = ContingencyPlan.objects.filter(risk__in=hidden.values("pk")).order_by()
    return frozenset(map(str, hidden.values_list("pk", flat=True).union(plans.values_list("pk", flat=True))))


def rows_named(membership, kind, ids):
    """Return {id: row} of those rows this person may see; whoever is missing is "another risk"."""
    rows = kind.objects.visible_to(membership).filter(pk__in=list(ids)).select_related("team", *NAMED_BY.get(kind, ()))
    return {str(row.pk): row for row in rows}


def open_joint(membership, run, milestone):
    """Return the joint chance of a milestone under open books, or None: this one figure and no other."""
    found = RunMoney._base_manager.filter(run=run, team=membership.team)
    return found.values_list(f"results__milestones__{milestone.pk}__joint", flat=True).first()
