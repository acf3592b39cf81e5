"""Who may see what of a forecast: dates for who reads the plan, money for who reads money, one figure by open books."""

from funding.models import Opportunity, Tranche
from funding.models import Settings as MoneySettings

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


def latest_run(membership):
    """Return the last run of the plan as it stands, with the parts this person may read, or None; one statement.

    The part about money is fetched for nobody else: a run without it has no `money`.
    """
    return _runs(membership, ("plan", "money") if may_see_money(membership) else ("plan",)).first()


def run_about(membership, *, plan, money=()):
    """Return the last run with what its parts hold at these paths and nothing else, or None; one statement.

    A path is a tuple of keys, such as ("milestones", id). Without paths for the money, or for who may not read it, the
    run has no `money`. Where a path leads to gains, it is the last run that has worked them out.
    """
    paths = {"plan": plan} | ({"money": money} if money and may_see_money(membership) else {})
    rows = _runs(membership, tuple(paths))
    if any(path[0] == "gains" for part in paths.values() for path in part):
        rows = rows.filter(has_gains=True)
    rows = rows.defer(*(f"{part}__results" for part in paths))
    run = rows.annotate(**{f"{part}_found": Picked(f"{part}__results", paths[part]) for part in paths}).first()
    for part in paths if run is not None else ():
        row = run._state.fields_cache[part]
        if row is not None:
            row.results = put_together(paths[part], getattr(run, f"{part}_found"))
    return run


def _runs(membership, parts):
    runs = Run.objects.visible_to(membership).of_the_plan().filter(plan__isnull=False)
    return runs.select_related(*parts).latest_first()


def rows_named(membership, kind, ids):
    """Return {id: row} of those rows this person may see; whoever is missing is "another risk"."""
    rows = kind.objects.visible_to(membership).filter(pk__in=list(ids)).select_related("team", *NAMED_BY.get(kind, ()))
    return {str(row.pk): row for row in rows}


def open_joint(membership, run, milestone):
    """Return the joint chance of a milestone under open books, or None: this one figure and no other."""
    found = RunMoney._base_manager.filter(run=run, team=membership.team)
    return found.values_list(f"results__milestones__{milestone.pk}__joint", flat=True).first()
