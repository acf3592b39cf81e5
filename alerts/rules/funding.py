"""What the money raises: next steps, financing steps, closes that have passed, and how long the cash lasts."""

from alerts.models import Alert, AlertState, Pace, Severity
from alerts.notified import notified
from core.characters import CONTROL
from funding.models import CashPosition, NextAction, Opportunity, PlanStep
from funding.runway import cash_out

from .base import DateRule, Occurrence, link_values, recipients

# Months left below which it is told: the number of each is part of the key.
NINE, SIX = 1, 2
MONTHS = {NINE: 9, SIX: 6}


def _of_opportunity(row, team):
    row.opportunity.team = team
    return link_values(row, team) | {"name": CONTROL.sub(" ", f"{row.title} ({row.opportunity})")}


NEXT_STEPS = DateRule(
    model=NextAction,
    date_field="due_on",
    due="next_step",
    overdue="next_step",
    leads=(1, 0),
    standing=lambda rows: rows.open(),
    in_charge=lambda row: row.owner or row.opportunity.owner,
    put_in_charge=lambda row: (row.pk if row.owner_id else row.opportunity_id, "owner"),
    related=("owner", "opportunity__owner", "opportunity__source"),
    values=_of_opportunity,
)

PLAN_STEPS = DateRule(
    model=PlanStep,
    date_field="due_on",
    due="financing_step",
    overdue="financing_step",
    leads=(7, 1, 0),
    standing=lambda rows: rows.open(),
    in_charge=lambda row: row.responsible,
    put_in_charge=lambda row: (row.pk, "responsible"),
    related=("responsible",),
)

CLOSES = DateRule(
    model=Opportunity,
    date_field="expected_close_on",
    overdue="close_passed",
    standing=lambda rows: rows.open(),
    in_charge=lambda row: row.owner,
    put_in_charge=lambda row: (row.pk, "owner"),
    related=("owner", "source"),
)


class CashRunsShort:
    """The money lasts less than nine, then six months; told once until it has lasted longer again."""

    topics = {"cash_out"}
    kind = CashPosition._meta.label_lower

    def find(self, scan):
        """Yield the threshold that holds; the day changes at the alert hour, so that no midnight is a cause."""
        position = CashPosition.objects.latest_of(scan.team)
        answer = position and cash_out(position.figures, scan.day_of(scan.last))
        if not answer or answer.months_left is None:
            return
        rounds, standing = _history(scan.team)
        for level in _levels(answer.months_left, standing):
            yield self._occurrence(scan, position, answer, level, rounds[level])

    def _occurrence(self, scan, position, answer, level, rounds):
        is_critical = level == SIX
        values = link_values(position, scan.team) | {
            "name": "",
            "months": MONTHS[level],
            "day": answer.on.isoformat(),
        }
        return Occurrence(
            rule="cash_out",
            kind=self.kind,
            subject_id=position.pk,
            anchor=scan.team.pk,
            step=10 * rounds + level,
            fires_at=scan.now if is_critical else scan.next,
            values=values,
            people=recipients([], scan.members, managers_too=True),
            severity=Severity.CRITICAL if is_critical else Severity.NORMAL,
            pace=Pace.NOW if is_critical else Pace.DAILY,
        )

    def rows(self, queryset, ids):
        return {row.pk: row for row in queryset.filter(pk__in=ids)}

    def why_not(self, alert, row, team, membership, now):
        """It holds while the latest position says less than the alert's months, for those who manage the team."""
        position = CashPosition.objects.latest_of(team)
        answer = cash_out(position.figures, team.today(now))
        if answer.months_left is None or answer.months_left >= MONTHS[alert.step % 10]:
            return "closed"
        return None if recipients([], [membership], managers_too=True) else "not_concerned"


def _history(team):
    """Return how often each threshold was told and ended, and which of them were told and hold now."""
    rounds, standing = dict.fromkeys(MONTHS, 0), set()
    alerts = notified(Alert.objects.filter(team=team, rule="cash_out"))
    for step, state in alerts.values_list("step", "state"):
        if state == AlertState.CLOSED:
            rounds[step % 10] += 1
        elif state == AlertState.OPEN:
            standing.add(step % 10)
    return rounds, standing


def _levels(months_left, standing):
    """Return the thresholds to tell: only the nearest, and the other one as long as it has been told already."""
    if months_left < MONTHS[SIX]:
        return [SIX, *standing.intersection({NINE})]
    return [NINE] if months_left < MONTHS[NINE] else []


RULES = [NEXT_STEPS, PLAN_STEPS, CLOSES, CashRunsShort()]
