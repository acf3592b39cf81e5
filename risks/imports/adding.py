"""Writing what belongs to imported risks: actions, contingency plans, indicators, and who may read."""

from uuid import UUID

from core.tabular.reader import fold
from planner.imports.known import chunks, mark_of, seen
from risks.models import (
    ContingencyPlan,
    ContingencyStep,
    Indicator,
    IndicatorReading,
    MoneyTrigger,
    ResponseAction,
    Trigger,
)
from teams.models import add_rows, change_rows

TRIGGERS = {"trigger": Trigger, "money": MoneyTrigger}


def filled(model, values):
    """Return {attribute: value} of stored values of a model."""
    fields = {name: model._meta.get_field(name) for name in values}
    return {field.attname: field.to_python(values[name]) for name, field in fields.items()}


class Adding:
    """Adds chunk by chunk; an action that answers several risks is made once, after all risks are there."""

    def __init__(self, team, act, reader):
        self.team, self.act, self.reader = team, act, reader
        self.taken, self.made = set(), {}  # ids of actions; (risk, name) → an indicator of this import
        self.answers = {}  # key of an action → (its values, ids of the risks it answers)

    def add(self, risks, rows):
        """Add what belongs to these risks."""
        for pk in risks:
            for place, told in enumerate(rows[pk].data["actions"]):
                key = told["key"] or f"{pk} {place}"
                self.answers.setdefault(key, (told["values"], []))[1].append(pk)
        self._indicators(risks, rows)
        self._plans(risks, rows)

    def readers(self, risks, rows):
        """Let those read whom the file names for risks that few see."""
        pairs = {
            (row.target_id, UUID(person))
            for row in rows
            if row.target_id in risks and risks[row.target_id].is_restricted
            for person in row.data.get("readers", ())
        }
        if pairs:
            next(iter(risks.values())).let_read(pairs, by=self.act)

    def finish(self, budget):
        """Make the actions, or let those that are here answer the risks, too."""
        present = self._present_actions()
        drafts, links = [], {}
        for key, (values, risks) in budget.over(list(self.answers.items())):
            there = present.get(key)
            if there is not None and fold(there.title) == fold(values["title"]):
                held = list(there.risks.values_list("pk", flat=True))
                change_rows([there], by=self.act, links={"risks": {there.pk: [*held, *risks]}})
                continue
            mark, _space, code = key.partition(" ")
            draft = ResponseAction(team=self.team, **filled(ResponseAction, values))
            if code.startswith("A-") and key not in self.taken and mark != mark_of(self.team):
                draft.external_source, draft.external_id = mark, code
            drafts.append(draft)
            links[draft.pk] = risks
        for part in chunks(drafts):
            add_rows(part, by=self.act, links={"risks": links})

    def _present_actions(self):
        """Return {key: an action here that the file may mean}, by our own key or by that of the team it came from."""
        codes = {}
        for key in self.answers:
            mark, _space, code = key.partition(" ")
            if code.startswith("A-") and code[2:].isdecimal():
                codes.setdefault(mark, {})[code] = key
        found, own = {}, mark_of(self.team)
        rows = seen(ResponseAction, self.team, self.reader).select_related("team")
        for mark, named in codes.items():
            for part in chunks(sorted(named)):
                numbers = [int(code[2:]) for code in part]
                if mark == own:
                    found |= {named[row.code]: row for row in rows.filter(number__in=numbers) if row.code in named}
                outside = rows.filter(external_source=mark, external_id__in=part)
                found |= {named[row.external_id]: row for row in outside}
                self._note_taken(mark, part, named)
        return found

    def _note_taken(self, mark, codes, named):
        """Note which ids are taken, be it by an action the person may not see: a second one goes without."""
        rows = ResponseAction._base_manager.filter(team=self.team, external_source=mark, external_id__in=codes)
        self.taken |= {named[code] for code in rows.values_list("external_id", flat=True)}

    def _plans(self, risks, rows):
        made = []
        for pk, risk in risks.items():
            plans = {}
            for told in rows[pk].data["plans"]:
                plan = ContingencyPlan(team=self.team, risk=risk, **filled(ContingencyPlan, told["values"]))
                plans[told["code"] or plan.pk] = (plan, told)
            made += [(plan, told, plans) for plan, told in plans.values()]
        add_rows([plan for plan, _told, _others in made], by=self.act)
        self._fallbacks(made)
        parts = {ContingencyStep: [], Trigger: [], MoneyTrigger: []}
        for plan, told, _others in made:
            parts[ContingencyStep] += [self._part(ContingencyStep, plan, each) for each in told["steps"]]
            for each in told["triggers"]:
                model = TRIGGERS[each["kind"]]
                part = self._part(model, plan, each["values"])
                if name := each.get("indicator"):
                    part.indicator = self._indicator(plan.risk, name)
                parts[model].append(part)
        for each in parts.values():
            add_rows(each, by=self.act)

    def _indicator(self, risk, name):
        """Return the indicator of a risk that a trigger names: one just made, or one that was there."""
        made = self.made.get((risk.pk, fold(name)))
        rows = seen(Indicator, self.team, self.reader).filter(risk=risk)
        return made or next((each for each in rows if fold(each.name) == fold(name)), None)

    def _fallbacks(self, made):
        """Let plans follow those that the file names, once all of them are there."""
        followers = []
        for plan, told, others in made:
            first = others.get(told["fallback"])
            if first is not None and first[0] is not plan:
                plan.fallback_of = first[0]
                followers.append(plan)
        change_rows(followers, by=self.act)

    def _part(self, model, plan, values):
        return model(team=self.team, plan=plan, **filled(model, values))

    def _indicators(self, risks, rows):
        indicators, readings = [], []
        for pk, risk in risks.items():
            for told in rows[pk].data["indicators"]:
                indicator = Indicator(team=self.team, risk=risk, **filled(Indicator, told["values"]))
                found = [self._reading(indicator, each) for each in told["readings"]]
                if found:
                    latest = max(found, key=lambda each: (each.measured_on, each.at))
                    indicator.value, indicator.measured_on = latest.value, latest.measured_on
                indicators.append(indicator)
                self.made[pk, fold(indicator.name)] = indicator
                readings += found
        add_rows(indicators, by=self.act)
        IndicatorReading.objects.bulk_create(readings, batch_size=500)

    def _reading(self, indicator, values):
        filling = filled(IndicatorReading, values)
        return IndicatorReading(team=self.team, indicator=indicator, by=self.reader, **filling)
