"""A risk reached the level high or critical."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from alerts.durations import durations
from alerts.states import Pace, Severity
from planner.estimates import SUGGESTED
from risks.models import Assessment, Risk
from risks.scoring import LEVEL_WORDS, LEVELS
from risks.states import Score

from .base import EventRule, Occurrence, link_values, recipients, without_actor
from .words import Wording


def rated_words(alert, values, today):
    headline = _("%(name)s is now rated “%(level)s”") % {
        "name": values["name"],
        "level": _(LEVEL_WORDS[values["level"]]),
    }
    return Wording(headline, _("Decide on a response, and have a plan ready in case it happens."))


@dataclass(frozen=True, eq=False)
class RiskRated(EventRule):
    """The owner hears of it, of a critical one the managers too, at once."""

    model = Risk

    def candidates(self, scan):
        """Return the high risks rated in recent days."""
        return self.rows_of(scan.team).high().filter(current__at__gte=_earliest(scan))

    def find(self, scan, ids):
        """Yield those that came to their present level lately; rated again at it, they stay the same news."""
        earliest = _earliest(scan)
        rows = self.rows(self.candidates(scan), ids)
        heard = self._told_of_worse(scan, rows) if rows else set()
        for row in rows.values():
            if row.entered.at >= earliest and row.pk not in heard:
                yield self._occurrence(scan, row)

    def _occurrence(self, scan, row):
        is_critical = row.level == "critical"
        return Occurrence(
            rule=self.topic.name,
            kind=self.kind,
            subject_id=row.pk,
            about_id=row.entered.pk,
            step=LEVELS.index(row.level),
            fires_at=row.entered.at,
            expires_at=row.entered.at + durations().news,
            values=link_values(row, scan.team) | {"level": row.level},
            people=_people(row, scan.members),
            severity=Severity.CRITICAL if is_critical else Severity.NORMAL,
            pace=Pace.NOW if is_critical else Pace.SOON,
        )

    def _told_of_worse(self, scan, risks):
        """Return the ids of risks that came down to their level, from one somebody was told of in the same run."""
        facts = scan.told.filter(rule=self.topic.name, subject_id__in=risks)
        told = facts.values_list("subject_id", "step", "fires_at")
        return {pk for pk, step, at in told if step > LEVELS.index(risks[pk].level) and at >= risks[pk].entered.at}

    def rows(self, queryset, ids):
        """Return the high risks somebody rated, by id, each with the assessment by which it `entered` its level."""
        rows = queryset.filter(pk__in=ids).high().select_related("owner", "current").order_by()
        return _entered({row.pk: row for row in rows})

    def why_not(self, alert, row, team, membership, now):
        """It holds while the risk is high and has the level it then came to, and the person is concerned."""
        if (row.entered.pk, LEVELS.index(row.level)) != (alert.about_id, alert.step):
            return "superseded"
        return None if membership.pk in dict(_people(row, [membership])) else "not_concerned"


def _earliest(scan):
    return max(scan.now - durations().news, scan.since)


def _people(risk, members):
    people = recipients([risk.owner], members, managers_too=risk.level == "critical")
    return without_actor(people, risk.entered.author_id)


def _entered(risks):
    """Return those of {id: high risk} somebody rated, each with the assessment by which it `entered` its level."""
    runs = {pk: run for pk, run in _runs(risks).items() if run}
    for pk, run in runs.items():
        risks[pk].entered = run[0]
    return {pk: risks[pk] for pk in runs}


def _runs(risks):
    """Return {risk id: its last assessments without a break, in order, at its present level or a worse one}.

    What a template suggested is nobody's judgement: whoever confirms it rates the risk first.
    """
    if not risks:
        return {}
    runs = {pk: [] for pk in risks}
    ratings = Assessment.objects.filter(risk__in=risks, kind=Score.CURRENT).exclude(external_source=SUGGESTED)
    for rating in ratings.order_by("at", "pk"):
        run = runs[rating.risk_id]
        if rating.level and LEVELS.index(rating.level) >= LEVELS.index(risks[rating.risk_id].level):
            run.append(rating)
        else:
            run.clear()
    return runs
