"""Applying a scenario: what would be written, what is left to people, what no longer fits; then all in one act."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from hashlib import blake2b
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.stale import StaleError
from funding.models import CashLine, CashPosition
from funding.states import Direction, Rhythm
from planner.cascading import BEFORE_START, ENDED
from risks.states import PlanState
from teams.models import change, change_rows

from .change_kinds import SUBJECTS, WRITTEN, ChangeKind
from .models import ScenarioChange

# Without its name: whoever sees a milestone that was moved sees this, and a scenario may be named for a deal.
APPLIED = gettext_noop("{who} applied a scenario")
GONE = gettext_lazy("It is gone, or not for you to see.")
DONE = gettext_lazy("It stands like this already.")
OVER = gettext_lazy("It is over.")
NO_EXPENSE = gettext_lazy("No monthly expense is known.")
NOTHING = gettext_lazy("Nothing of this scenario can be written.")
CENT = Decimal("0.01")
# What is fetched with the rows changes are about.
FETCHED = {"planner.milestone": ("team", "project"), "funding.opportunity": ("team", "source", "round")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of what applying comes to: the change, the row it is about if this reader may see it, old and new."""

    change: ScenarioChange
    row: Any
    old: Any = None
    new: Any = None
    why: str = ""


class Application(NamedTuple):
    """What applying would write, what is done by hand, and what no longer fits; `seen` stands for all of it."""

    writes: Sequence[Entry]
    by_hand: Sequence[Entry]
    unfit: Sequence[Entry]
    seen: str


class ScenarioMovedError(StaleError):
    """The scenario, or what it would change, is not as somebody looked at before applying."""

    def __init__(self):
        super().__init__(None)

    @property
    def message(self):
        return _("The scenario or what it changes is another since you looked. Look again, then apply.")


def preview(scenario, *, by):
    """Return the Application of a scenario for a member, computed from the rows as they are."""
    changes = list(ScenarioChange.objects.visible_to(by).filter(scenario=scenario))
    rows = rows_of(changes, by)
    writes: list[Entry] = []
    by_hand: list[Entry] = []
    unfit: list[Entry] = []
    for each in sorted(changes, key=lambda each: each.kind == ChangeKind.PLAN):  # a plan is made ready before it starts
        for entry in _entries(each, rows.get((each.kind, each.subject)), by):
            if entry.why:
                unfit.append(entry)
            else:
                (writes if each.kind in WRITTEN else by_hand).append(entry)
    return Application(writes, by_hand, unfit, _digest(scenario, [*writes, *by_hand, *unfit]))


def apply_scenario(scenario, *, by, seen="", reason=""):
    """Write what a preview shows in one act, and return (act, Application), empty when it is applied already.

    `seen` is that of the preview somebody looked at, `reason` why dates move. Raises ScenarioMovedError when all of it
    is otherwise by now, and ValidationError when there is nothing to write or a row refuses it: then nothing is kept.
    """
    with transaction.atomic():
        scenario.lock()
        if scenario.is_applied:
            return scenario.application, Application((), (), (), "")
        found = preview(scenario, by=by)
        if seen and seen != found.seen:
            raise ScenarioMovedError
        if not found.writes:
            raise ValidationError(NOTHING, code="nothing_to_apply")
        with change(by, APPLIED) as act:
            _write(found.writes, act, reason)
        scenario.apply_with(act, by=by)
    return act, found


def rows_of(changes, by):
    """Return {(kind of change, subject): row} of what changes are about, as far as a member may see it."""
    found = {}
    by_model = {}
    for each in changes:
        if each.kind in SUBJECTS:
            by_model.setdefault(SUBJECTS[each.kind].model, []).append(each)
    for model, group in by_model.items():
        rows = model.objects.visible_to(by).filter(pk__in=[each.subject for each in group])
        rows = rows.select_related(*FETCHED.get(model._meta.label_lower, ("team",)))
        if model is SUBJECTS[ChangeKind.PLAN].model:
            rows = rows.for_lists()
        known = {row.pk: row for row in rows}
        found |= {(each.kind, each.subject): known[each.subject] for each in group if each.subject in known}
    return found


def _entries(each, row, by):
    if each.kind == ChangeKind.EXPENSE:
        return _expenses(each, by)
    if row is None:
        return [Entry(each, None, why=str(GONE))]
    if each.kind == ChangeKind.DUE:
        return [_date(each, row)]
    if each.kind in (ChangeKind.PLAN, ChangeKind.READY):
        return [_plan(each, row)]
    return [Entry(each, row, why=str(OVER) if row.is_closed else "")]


def _date(each, milestone):
    why = ""
    if milestone.is_closed:
        why = ENDED
    elif milestone.due_on == each.day:
        why = DONE
    elif milestone.starts_on is not None and each.day < milestone.starts_on:
        why = BEFORE_START
    return Entry(each, milestone, milestone.due_on, each.day, str(why))


def _plan(each, plan):
    starts = each.kind == ChangeKind.PLAN
    if plan.is_activated or (plan.is_prepared and not starts):
        return Entry(each, plan, why=str(DONE))
    old = plan.state
    try:
        (plan.refuse_activation if starts else plan.refuse_readiness)()
    except ValidationError as error:
        return Entry(each, plan, why=" ".join(error.messages))
    plan.state = PlanState.ACTIVATED if starts else PlanState.READY
    return Entry(each, plan, old, plan.state)


def _expenses(each, by):
    """Return the figures to write: the flat one where it counts, else each monthly line that goes on."""
    factor = 1 + Decimal(each.number) / 100
    position, figures = CashLine.figures_at_stake(by.team)
    if Direction.EXPENSE in figures:
        figure = figures[Direction.EXPENSE]
        return [Entry(each, position, figure, _cents(figure * factor))]
    lines = CashLine.objects.visible_to(by).filter(direction=Direction.EXPENSE, rhythm=Rhythm.MONTHLY)
    lines = lines.exclude(ends_on__lt=by.team.today()).select_related("team").order_by("label", "pk")
    found = [Entry(each, line, line.amount, _cents(line.amount * factor)) for line in lines if line.amount]
    return found or [Entry(each, None, why=str(NO_EXPENSE))]


def _cents(amount):
    return amount.quantize(CENT, ROUND_HALF_UP)


def _write(entries, act, reason):
    for entry in entries:
        if entry.change.kind == ChangeKind.READY:
            entry.row.make_ready(by=act)
    for entry in entries:
        if entry.change.kind == ChangeKind.PLAN:
            entry.row.activate(by=act)
    dates = [entry for entry in entries if entry.change.kind == ChangeKind.DUE]
    lines = [entry for entry in entries if isinstance(entry.row, CashLine)]
    for entry in dates:
        entry.row.due_on = entry.new
    for entry in lines:
        entry.row.amount = entry.new
    outdated = change_rows([entry.row for entry in dates], by=act, reason=reason)
    outdated += change_rows([entry.row for entry in lines], by=act)
    if outdated:
        raise ScenarioMovedError
    for entry in entries:
        if isinstance(entry.row, CashPosition):
            _renew(entry.row, entry.new, act)


def _renew(position, expense, act):
    """Store the position that counts anew, with another monthly expense: positions are never changed."""
    kept = {name: getattr(position, name) for name in ("balance", "balance_on", "monthly_income", "floor", "currency")}
    CashPosition(team=position.team, monthly_expense=expense, **kept).store(by=act)


def _digest(scenario, entries):
    read = [f"{scenario.pk} {scenario.application_id}"]
    for entry in entries:
        row = entry.row and f"{entry.row.pk} {entry.row.version}"
        read.append(f"{entry.change.pk} {entry.change.version} {row} {entry.new} {bool(entry.why)}")
    return blake2b("\n".join(read).encode(), digest_size=16).hexdigest()
