"""What the forecast says of one row: a part of that row's page, which loads it by its address."""

from forecast.criticality import critical_sentence
from forecast.outcome import Outcome
from forecast.sight import may_see_joint, open_joint, run_about
from forecast.staleness import is_stale
from forecast.wording import Names, assumed, changes
from funding.models import Opportunity, Round, RoundTerms
from planner.models import Milestone
from risks.models import Risk
from teams.web import TeamDetailView

NOTES_SHOWN = 3
MILESTONE, DEAL = Milestone._meta.label_lower, Opportunity._meta.label_lower


class Line(TeamDetailView):
    """Base of the lines: the last run, cut to what it says of the row.

    `plan` and `money` are the paths to that in both parts; `said` tells it to a template.
    """

    right = "forecast.view_run"

    def get_context_data(self, **kwargs):
        run = run_about(self.membership, plan=[("at",), *self.plan()], money=self.money())
        context = {"run": run}
        if run is not None:
            answers = Outcome(run)
            names = Names(self.membership, self.subjects(answers))
            notes = answers.notes(self.kind, self.object.pk)[:NOTES_SHOWN]
            context |= {
                "answers": answers,
                "is_new": self.object.created_at > run.made_at,
                "is_stale": is_stale(run, today=self.team.today(), with_money=answers.money is not None),
                "notes": [assumed(names, note) for note in notes],
                **self.said(answers, names),
            }
        return super().get_context_data(**context, **kwargs)

    @property
    def kind(self):
        return self.model._meta.label_lower

    @property
    def key(self):
        """Return under which the run keeps what a change of the row would bring."""
        return f"{self.kind}:{self.object.pk}"

    def subjects(self, answers):
        """Return the (kind, id) of every row the line names."""
        targets = {part.get("target") for part in (answers.plan, answers.money or {})} - {None}
        return [(self.kind, str(self.object.pk)), *((MILESTONE, target) for target in sorted(targets))]


class MilestoneLine(Line):
    """When a milestone is likely reached, and with what chance by its date, and with money left."""

    route = "forecast/milestones/<uuid:pk>/", "of-milestone"
    model = Milestone
    template_name = "forecast/of_milestone.html"
    partials = ("milestone-forecast",)

    def plan(self):
        return [("target",), ("assumed",), ("milestones", str(self.object.pk))]

    def money(self):
        return [("currency",), ("milestones", str(self.object.pk))]

    def said(self, answers, names):
        milestone = self.object
        said = {"answer": answers.milestone(milestone.pk), "joint": answers.joint(milestone.pk)}
        headline = names.row(MILESTONE, answers.plan.get("target"))
        if said["answer"] is not None and headline not in (None, milestone):
            said["critical"] = critical_sentence(said["answer"].criticality, headline.title)
        if answers.money is None and may_see_joint(self.membership):
            said["joint_figure"] = open_joint(self.membership, answers.run, milestone)
        return said


class RiskLine(Line):
    """What a risk costs: days for who may see the risk, chance and money for who reads the money."""

    route = "forecast/risks/<uuid:pk>/", "of-risk"
    model = Risk
    template_name = "forecast/of_risk.html"
    partials = ("risk-forecast",)

    def plan(self):
        return [("target",), ("assumed",), ("gains", self.key)]

    def money(self):
        return [("target",), ("currency",), ("assumed",), ("gains", self.key)]

    def said(self, answers, names):
        headline = names.row(MILESTONE, answers.plan.get("target"))
        change = _change(names, self.key, answers)
        money_headline = answers.money and names.row(MILESTONE, answers.money.get("target"))
        return {
            "cost": answers.cost(self.object.pk),
            "headline": headline,
            "change": change,
            "money_headline": money_headline,
            "joint": self.joint(answers, change, headline) if headline and headline == money_headline else None,
        }

    def joint(self, answers, change, milestone):
        """Return the joint chance now and without the risk, or None where it makes no measurable difference."""
        if change is None or not change.is_measurable:
            return None
        now = open_joint(self.membership, answers.run, milestone)
        if now is None:
            return None
        return {"now": now, "without": min(max(now + change.gain["joint"], 0.0), 1.0)}


class MoneyLine(Line):
    """Base of the lines that are about money alone."""

    right = "forecast.view_runmoney"

    def plan(self):
        return []


class RoundLine(MoneyLine):
    """How likely a round signs what it wants, and when raising must begin."""

    route = "forecast/rounds/<uuid:pk>/", "of-round"
    model = Round
    template_name = "forecast/of_round.html"
    partials = ("round-forecast",)

    def money(self):
        identity = str(self.object.pk)
        return [("currency",), ("assumed",), ("cash_out",), ("rounds", identity), ("raises", identity)]

    def subjects(self, answers):
        time = answers.raise_time(self.object.pk)
        deals = [(DEAL, time["deal"])] if time and time["deal"] else []
        return [*super().subjects(answers), *deals]

    def said(self, answers, names):
        time = answers.raise_time(self.object.pk)
        return {
            "outcome": answers.round(self.object.pk),
            "terms": RoundTerms.objects.visible_to(self.membership).filter(round=self.object).first(),
            "start": answers.start_by(self.object.pk, today=self.team.today()),
            "time": time,
            "deal": time and names.row(DEAL, time["deal"]),
        }


class OpportunityLine(MoneyLine):
    """What winning a deal for certain would bring, and what losing it would cost."""

    route = "forecast/opportunities/<uuid:pk>/", "of-opportunity"
    model = Opportunity
    template_name = "forecast/of_opportunity.html"
    partials = ("opportunity-forecast",)

    def money(self):
        return [("target",), ("currency",), ("assumed",), ("gains", self.key)]

    def said(self, answers, names):
        return {
            "change": _change(names, self.key, answers),
            "headline": answers.money and names.row(MILESTONE, answers.money.get("target")),
        }


def _change(names, key, answers):
    """Return the Change of a row as far as it was tried and the reader may read the money, or None."""
    gain = answers.money and answers.money.get("gains", {}).get(key)
    return changes(names, [(key, gain)])[0] if gain else None
