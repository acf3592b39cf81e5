"""The money lasts less than nine, then six months."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from alerts.states import AlertState, Pace, Severity
from funding.models import CashPosition
from funding.runway import cash_out

from .base import EventRule, Occurrence, link_values, recipients
from .words import Wording, day

# Months left below which it is told: the number of each is part of the key.
NINE, SIX = 1, 2
MONTHS = {NINE: 9, SIX: 6}


def cash_words(alert, values, today):
    facts = {"day": day(values["day"]), "months": values["months"]}
    headline = _("Money lasts until %(day)s: less than %(months)d months") % facts
    return Wording(headline, _("Look at the cash plan: raise sooner, spend less, or move what it pays for."))


@dataclass(frozen=True, eq=False)
class CashRunsShort(EventRule):
    """Told once until the money has lasted longer again."""

    model = CashPosition
    is_of_team = True

    def find(self, scan, ids):
        """Yield the threshold that holds; the day changes at the alert hour, so that no midnight is a cause."""
        position = CashPosition.objects.latest_of(scan.team)
        answer = position and cash_out(position.figures, scan.last_day)
        if not answer or answer.months_left is None:
            return
        rounds, standing = self._history(scan)
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
            rule=self.topic.name,
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

    def _history(self, scan):
        """Return how often each threshold was told and ended, and which of them were told and hold now."""
        rounds, standing = dict.fromkeys(MONTHS, 0), set()
        for step, state in scan.told.filter(rule=self.topic.name).values_list("step", "state"):
            if state == AlertState.CLOSED:
                rounds[step % 10] += 1
            elif state == AlertState.OPEN:
                standing.add(step % 10)
        return rounds, standing

    def rows(self, queryset, ids):
        return {row.pk: row for row in queryset.filter(pk__in=ids)}

    def why_not(self, alert, row, team, membership, now):
        """It holds while the latest position says less than the alert's months, for those who manage the team."""
        position = CashPosition.objects.latest_of(team)
        answer = cash_out(position.figures, team.today(now))
        if answer.months_left is None or answer.months_left >= MONTHS[alert.step % 10]:
            return "closed"
        return None if recipients([], [membership], managers_too=True) else "not_concerned"


def _levels(months_left, standing):
    """Return the thresholds to tell: only the nearest, and the other one as long as it has been told already."""
    if months_left < MONTHS[SIX]:
        return [SIX, *standing.intersection({NINE})]
    return [NINE] if months_left < MONTHS[NINE] else []
