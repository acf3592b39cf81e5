"""Who may see what of a forecast: dates for who reads the plan, money for who reads money, one figure by open books."""

from funding.models import Settings as MoneySettings

from .models import Run, RunMoney


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


def rows_named(membership, kind, ids):
    """Return {id: row} of those rows this person may see; whoever is missing is "another risk"."""
    rows = kind.objects.visible_to(membership).filter(pk__in=list(ids)).select_related("team")
    return {str(row.pk): row for row in rows}


def open_joint(membership, run, milestone):
    """Return the joint chance of a milestone under open books, or None: this one figure and no other."""
    found = RunMoney._base_manager.filter(run=run, team=membership.team)
    return found.values_list(f"results__milestones__{milestone.pk}__joint", flat=True).first()
