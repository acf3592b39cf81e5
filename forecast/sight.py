"""Who may see what of a forecast: dates for who reads the plan, money for who reads money, one figure by open books."""

from funding.models import Settings as MoneySettings
from teams.choices import with_names

from .models import Run, RunMoney


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
    parts = ["plan", "money"] if may_see_money(membership) else ["plan"]
    runs = Run.objects.visible_to(membership).of_the_plan().filter(plan__isnull=False)
    return runs.select_related(*parts).latest_first().first()


def rows_named(membership, kind, ids):
    """Return {id: row} of those rows this person may see; whoever is missing is "another risk"."""
    rows = with_names(kind.objects.visible_to(membership).filter(pk__in=list(ids)).select_related("team"))
    return {str(row.pk): row for row in rows}


def open_joint(membership, run, milestone):
    """Return the joint chance of a milestone under open books, or None: this one figure and no other."""
    found = RunMoney._base_manager.filter(run=run, team=membership.team)
    return found.values_list(f"results__milestones__{milestone.pk}__joint", flat=True).first()
