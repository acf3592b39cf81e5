"""Whether a run still says what it would say today: computed when read, never stored."""

from dataclasses import dataclass

from planner.models import Milestone

from .models import Run
from .rows import MONEY, PLAN, digest_of, read, stamps_of


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells the state of the rows a run was made of: a quick mark for each part."""

    plan: str
    money: str

    @classmethod
    def of(cls, team):
        return cls(*stamps_of(team))


def has_changed(part, team, *, stamp, tables):
    """Say whether what a part of a run was made of has changed since; `stamp` is the present one of these tables.

    A different stamp may mean a change that does not matter: then the values themselves are compared.
    """
    return part.stamp != stamp and part.digest != digest_of(team, read(team, tables))


def is_stale(run, *, today, with_money):
    """Say whether a run is older than yesterday, or made of what has changed; `with_money` looks at its money, too.

    Without it nothing is told of the money, not even that it changed.
    """
    if (today - run.on).days > 1:
        return True
    marks = Marks.of(run.team)
    if has_changed(run.plan, run.team, stamp=marks.plan, tables=PLAN):
        return True
    money = getattr(run, "money", None) if with_money else None
    return money is not None and has_changed(money, run.team, stamp=marks.money, tables=PLAN | MONEY)


def looks_stale(run, *, today, with_money):
    """Say the same by the marks alone, in one statement; until the worker saw it, a change that does not matter counts.

    For pages that show a forecast beside much else; `has_news` renews the marks of what is still true.
    """
    if (today - run.on).days > 1:
        return True
    marks = Marks.of(run.team)
    money = getattr(run, "money", None) if with_money else None
    return run.plan.stamp != marks.plan or (money is not None and money.stamp != marks.money)


def has_news(team):
    """Say whether a team's last run is made of what has changed, or the first can be made; for the worker.

    A run that still says the truth is marked so.
    """
    run = Run.objects.filter(team=team).of_the_plan().select_related("plan", "money", "team").latest_first().first()
    if run is None:
        return Milestone.objects.filter(team=team, due_on__isnull=False).open().exists()
    marks = Marks.of(team)  # before the values are read: what changes in between is found the next time
    if is_stale(run, today=team.today(), with_money=True):
        return True
    for part, stamp in ((run.plan, marks.plan), (getattr(run, "money", None), marks.money)):
        if part is not None and part.stamp != stamp:
            type(part).objects.filter(pk=part.pk).update(stamp=stamp)
    return False
