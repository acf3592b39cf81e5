"""Adding entries of the risk library to a register: copies, stored in one act that one undo takes back."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from planner.estimates import SUGGESTED
from planner.models import calendar_of
from risks.activation import holders_of
from risks.models import ContingencyPlan, ContingencyStep, Indicator, ResponseAction, Risk, Trigger
from risks.trigger_states import TriggerKind
from teams.models import Change, JobRole, Team, add_rows, change

from .library import entries
from .standing import LIBRARY, Copy, copies_for, mark_of

MOST = 40  # entries in one act
ADDED_ONE = gettext_noop("{who} added “{name}” from the risk library")
ADDED_SOME = gettext_noop("{who} added {count} risks from the risk library")


@dataclass(frozen=True, slots=True)
class Adoption:
    """What came of it: the act, None where nothing was left to add; the new copies, and those that were there."""

    act: Change | None
    added: list[Copy]
    present: list[Copy]


@transaction.atomic
def adopt(codes, *, language, by):
    """Copy entries into the register of the person's team and return the Adoption; what is there is not added twice.

    At most MOST codes, each known. Texts are taken in one language; what has a job role goes to whoever holds it today.
    """
    # Two who add the same at once do so one after the other; no key, so that nobody else's rows of the team wait.
    Team._base_manager.select_for_update(no_key=True).get(pk=by.team_id)
    copies = copies_for(by)
    wanted = list(dict.fromkeys(codes))
    known = entries(language)
    present = [copies[code] for code in wanted if code in copies]
    missing = [known[code] for code in wanted if code not in copies]
    if not missing:
        return Adoption(None, [], present)
    with translation.override(language), _begun(missing, by) as act:
        return Adoption(act, _Adopting(by.team, act).copy(missing), present)


def _begun(missing, by):
    if len(missing) == 1:
        return change(by, ADDED_ONE, name=missing[0].title)
    return change(by, ADDED_SOME, count=len(missing))


class _Adopting:
    """One run: knows who holds which role, and stores every row under one act."""

    def __init__(self, team, act):
        self.team, self.act = team, act
        self.today, self.calendar = team.today(), calendar_of(team)
        self.holders = holders_of(set(JobRole.values), team=team, on=self.today)

    def copy(self, missing):
        made = [(entry, self._risk(entry)) for entry in missing]
        add_rows([risk for _entry, risk in made], by=self.act)
        self._rate(made)
        self._answer(made)
        self._prepare(made, self._watch(made))
        return [Copy(risk, entry.code, entry.version) for entry, risk in made]

    def _risk(self, entry):
        risk = Risk(
            team=self.team,
            title=entry.title,
            cause=entry.cause,
            event=entry.event,
            effect=entry.effect,
            category=entry.category,
            kind=entry.kind,
            strategy=entry.strategy,
            owner=self.holders.get(entry.role),
            external_source=LIBRARY,
        )
        risk.external_id = mark_of(entry, risk)
        return risk

    def _rate(self, made):
        reason = _("Suggested by the risk library; judge it again for your own case.")
        for entry, risk in made:
            risk.assess(entry.probability, entry.impact, by=self.act, reason=reason, source=SUGGESTED)

    def _answer(self, made):
        risks_of = {self._action(each): [risk.pk] for entry, risk in made for each in entry.responses}
        add_rows(risks_of, by=self.act, links={"risks": {row.pk: risks for row, risks in risks_of.items()}})

    def _action(self, response):
        return ResponseAction(
            team=self.team,
            title=response.title,
            # Translators: of a response action; what follows is a figure, such as "Errors per 100 answers".
            description=_("Shows in: %(metric)s") % {"metric": response.metric},
            due_on=self.calendar.next_working(self.today + timedelta(days=response.due_days)),
            owner=self.holders.get(response.role),
        )

    def _prepare(self, made, indicators):
        """Make the plans, as drafts: somebody who knows the team reads them before they count as ready."""
        plans = {self._plan(entry.plan, risk): entry.plan for entry, risk in made}
        add_rows(plans, by=self.act)
        triggers = [each for plan, planned in plans.items() for each in self._triggers(plan, planned, indicators)]
        add_rows(triggers, by=self.act)
        steps = [
            self._step(plan, place, each)
            for plan, planned in plans.items()
            for place, each in enumerate(planned.steps, 1)
        ]
        add_rows(steps, by=self.act)

    def _plan(self, planned, risk):
        owner = self.holders.get(planned.role)
        return ContingencyPlan(team=self.team, risk=risk, title=planned.title, owner=owner)

    def _triggers(self, plan, planned, indicators):
        """Yield what somebody has to see, and the red border a machine can watch.

        The library knows no milestone, day or amount of the team's: people make such triggers of what is seen.
        """
        yield Trigger(team=self.team, plan=plan, kind=TriggerKind.MANUAL, text=planned.trigger)
        if planned.watch.kind == TriggerKind.INDICATOR:
            yield Trigger(team=self.team, plan=plan, kind=TriggerKind.INDICATOR, indicator=indicators[plan.risk_id])

    def _step(self, plan, place, step):
        return ContingencyStep(
            team=self.team,
            plan=plan,
            position=place,
            title=step.title,
            offset_days=step.offset_days,
            job_role=step.role,
        )

    def _watch(self, made):
        """Make the indicators and return them by the id of their risk."""
        rows = [self._indicator(entry.indicator, risk) for entry, risk in made if entry.indicator]
        add_rows(rows, by=self.act)
        return {row.risk_id: row for row in rows}

    def _indicator(self, planned, risk):
        return Indicator(
            team=self.team,
            risk=risk,
            name=planned.name,
            unit=planned.unit,
            direction=planned.direction,
            amber=planned.amber,
            red=planned.red,
        )
