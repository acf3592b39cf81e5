"""Whether a run still says what it would say today: computed when read, never stored."""

from dataclasses import dataclass
from functools import cached_property

from funding.models import CashLine, CashPosition, FxRate
from planner.models import Milestone

from .models import Run
from .rows import MONEY, PLAN, digest_of, read, stamps_of

CASH = (CashPosition, CashLine, FxRate)  # without which nothing is said of the money


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells the state of the rows a run was made of: a quick mark for each part."""

    plan: str
    money: str

    @classmethod
    def of(cls, team):
        return cls(*stamps_of(team))


class Present:
    """What a team's rows say now, asked from the database once for however many runs."""

    def __init__(self, team, today):
        self.team, self.today = team, today

    @cached_property
    def marks(self):
        return Marks.of(self.team)

    @cached_property
    def digest(self):
        return digest_of(self.team, read(self.team, PLAN | MONEY))

    @cached_property
    def plan_digest(self):
        return digest_of(self.team, read(self.team, PLAN))

    def has_money_since(self, moment):
        """Say whether cash was told after a moment: a run made without any bears no mark of its money to compare."""
        told = (kind._base_manager.filter(team=self.team, updated_at__gt=moment) for kind in CASH)
        return any(rows.exists() for rows in told)

    def is_past(self, on, *, plan, money=None):
        """Say whether a run of a day is out of date; `plan` and `money` are (stamp, digest) of its parts.

        What the money is made of holds all that the plan is made of.
        """
        if (self.today - on).days > 1:
            return True
        if money is not None:
            return money[0] != self.marks.money and money[1] != self.digest
        return plan[0] != self.marks.plan and plan[1] != self.plan_digest

    def is_stale(self, run, *, with_money):
        """Say whether a run is older than yesterday, or made of what has changed; `with_money` looks at its money, too.

        Without it nothing is told of the money, not even that it changed. A different stamp may mean a change that does
        not matter: then the values themselves are compared.
        """
        parts = {"plan": run.plan, "money": getattr(run, "money", None) if with_money else None}
        if with_money and parts["money"] is None and self.has_money_since(run.made_at):
            return True
        return self.is_past(run.on, **{name: part and (part.stamp, part.digest) for name, part in parts.items()})


def is_stale(run, *, today, with_money):
    """Say whether a run is out of date, as `Present` does."""
    return Present(run.team, today).is_stale(run, with_money=with_money)


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

    A run that still says the truth is marked so, with those before it that say the same.
    """
    run = Run.objects.filter(team=team).of_the_plan().select_related("plan", "money", "team").latest_first().first()
    if run is None:
        return Milestone.objects.filter(team=team, due_on__isnull=False).open().exists()
    marks = Marks.of(team)  # before the values are read: what changes in between is found the next time
    if is_stale(run, today=team.today(), with_money=True):
        return True
    for part, stamp in ((run.plan, marks.plan), (getattr(run, "money", None), marks.money)):
        if part is not None and part.stamp != stamp:
            type(part).objects.filter(team=team, digest=part.digest).update(stamp=stamp)
    return False
