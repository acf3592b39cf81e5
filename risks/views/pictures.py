"""Pictures of one risk: its level over time, and its bow-tie."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from risks.bow_tie import WIDTH, Item, bow_tie_of
from risks.models import Assessment, ContingencyPlan, ResponseAction, Risk, RiskMilestone
from risks.scoring import LEVELS
from risks.states import LEVEL_CHOICES, ActionState, PlanState, Score
from risks.telling import tell_effect, tell_money
from risks.trend_chart import Rated, height_of, trend_chart_of
from teams.web import TeamDetailView

RATINGS_AT_MOST = 200  # the latest of a risk, in the picture
BOXES_AT_MOST = 8  # of each column of a bow-tie


class RiskTrend(TeamDetailView):
    """How the level of a risk went: a fragment of its page, with a page of its own as twin."""

    route = "risks/<uuid:pk>/trend/", "risk-trend"
    model = Risk
    template_name = "risks/risk_trend.html"
    partials = ("risk-trend",)

    def get_context_data(self, **kwargs):
        rows = Assessment.objects.visible_to(self.membership).filter(risk=self.object, kind=Score.CURRENT)
        ratings = list(reversed(rows.select_related("author")[:RATINGS_AT_MOST]))
        chart = trend_chart_of([Rated(each.at, each.level or None) for each in ratings], timezone.now())
        told = [_told(each, self.team) for each in ratings if each.level]
        return super().get_context_data(
            chart=chart,
            ratings=list(zip(chart.marks, told, strict=True)) if chart else [],
            first=ratings[0].at if ratings else None,
            levels=[(word, height_of(level)) for level, word in LEVEL_CHOICES if level in LEVELS],
            **kwargs,
        )


def _told(assessment, team):
    words = {
        "day": date_format(timezone.localtime(assessment.at, team.zone)),
        "level": assessment.get_level_display(),
        "name": assessment.author.name if assessment.author else "Landfall",
    }
    return _("%(day)s: %(level)s, by %(name)s") % words


class RiskBowTie(TeamDetailView):
    """Why a risk may happen and what would follow, with what stands in between; a picture and a list."""

    route = "risks/<uuid:pk>/bow-tie/", "risk-bow-tie"
    model = Risk
    template_name = "risks/bow_tie.html"

    def get_context_data(self, **kwargs):
        columns = {
            "cause": self.causes(),
            "response": self.responses(),
            "event": [self.item("event", self.object.event or self.object.title)],
            "plan": self.plans(),
            "effect": self.effects(),
        }
        shown = [item for column in columns.values() for item in self.first_of(column)]
        return super().get_context_data(bow_tie=bow_tie_of(shown), width=WIDTH, columns=columns, **kwargs)

    def first_of(self, column):
        """Return the boxes of a column; where it has more, the last one says how many and leads to the risk."""
        if len(column) <= BOXES_AT_MOST:
            return column
        kept = column[: BOXES_AT_MOST - 1]
        more = _("%(count)d more in the list below") % {"count": len(column) - len(kept)}
        return [*kept, self.item(column[0].kind, more)]

    def item(self, kind, text, url=None, note=""):
        return Item(kind, text, url or self.object.get_absolute_url(), note)

    def causes(self):
        return [self.item("cause", line) for line in _lines(self.object.cause)]

    def responses(self):
        rows = ResponseAction.objects.visible_to(self.membership).filter(risks=self.object)
        rows = rows.exclude(state=ActionState.CANCELLED).select_related("team")
        return [self.item("response", row.title, row.get_absolute_url(), row.get_state_display()) for row in rows[:100]]

    def plans(self):
        rows = ContingencyPlan.objects.visible_to(self.membership).filter(risk=self.object)
        rows = rows.exclude(state=PlanState.RETIRED).select_related("team")
        return [self.item("plan", row.title, row.get_absolute_url(), row.get_state_display()) for row in rows[:100]]

    def effects(self):
        found = [self.item("effect", line) for line in _lines(self.object.effect)]
        links = RiskMilestone.objects.visible_to(self.membership).filter(risk=self.object).select_related("milestone")
        for link in links[:100]:
            url = reverse("planner:milestone", args=[self.team.slug, link.milestone_id])
            found.append(self.item("effect", link.milestone.title, url, tell_effect(link) if link.is_estimated else ""))
        if self.object.money_likely is not None:
            found.append(self.item("effect", _("Money"), note=tell_money(self.object)))
        return found


def _lines(text):
    """Return what stands on lines of its own, at most so many as a column shows."""
    return [line.strip() for line in text.splitlines() if line.strip()][:BOXES_AT_MOST]
