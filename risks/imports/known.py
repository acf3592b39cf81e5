"""What the team has already, as far as a file of risks speaks of it; only what the importing person may see."""

from collections import Counter
from functools import cached_property

from core.tabular.reader import fold
from funding.models import Round
from planner.imports.known import People, Present, chunks, mark_of, seen
from planner.imports.rows import OWN
from planner.models import Milestone
from risks.models import ContingencyPlan, Indicator, ResponseAction, Risk, matrix_of
from risks.states import Score

# Behind it stands a figure that tells an id apart from the same one of a risk the person may not see.
PARTING = "\N{INVISIBLE SEPARATOR}"


def bare_id(identifier):
    """Return an id as its file has it."""
    return identifier.partition(PARTING)[0]


class Known:
    """Everything a judging looks up, in a number of queries that grows only by chunks of the file."""

    def __init__(self, team, records, *, reader):
        self.team, self.reader, self.matrix = team, reader, matrix_of(team)
        self.people = People(team, reader)
        self.mark = _mark_in(records, mark_of(team))
        self.risks = PresentRisks(team, records, self.mark, reader)
        actions = [each for record in records for each in _of(record, "actions")]
        named = {(self.mark, str(each["code"])) for each in actions if each.get("code")}
        self.actions = Present(seen(ResponseAction, team, reader), named, mark_of(team)) if named else None
        self.held = Held(team, reader, self.risks.found)

    @cached_property
    def milestones(self):
        return Milestones(self.team, self.reader)

    @cached_property
    def rounds(self):
        """Return {name as compared: id} of the rounds of money."""
        rows = seen(Round, self.team, self.reader).order_by().values_list("name", "pk")
        return {fold(name): pk for name, pk in rows}


class PresentRisks(Present):
    """The risks a file may mean: by the id of the other program, else by our own number."""

    def __init__(self, team, records, mark, reader):
        rows = seen(Risk, team, reader).select_related("owner", "raised_by", *Score.values)
        self.ids = {id(record): _id_of(record, mark) for record in records}
        super().__init__(rows, set(self.ids.values()), mark_of(team))
        for risk in rows.filter(external_id__contains=PARTING):
            self.by_id.setdefault((risk.external_source, bare_id(risk.external_id)), risk)

    def meant(self, record):
        """Return the risk here that a record is, or None."""
        source, identifier = self.ids[id(record)]
        return self.find(source, identifier, record.texts.get("title", "")) if identifier else None

    @property
    def found(self):
        return [*self.by_id.values(), *self.by_number.values()]


class Milestones:
    """The milestones of a team: by the id they were imported under, by their key, and by title."""

    def __init__(self, team, reader):
        rows = seen(Milestone, team, reader).select_related(None).order_by("number")
        found = list(rows.values_list("pk", "number", "title", "project__name", "external_source", "external_id"))
        self.own = mark_of(team)
        self.by_key = {f"{Milestone.prefix}-{number}": (pk, fold(title)) for pk, number, title, *_rest in found}
        self.by_id = {(source, identifier): pk for pk, *_rest, source, identifier in found if identifier}
        self.by_title = {}
        for pk, _number, title, project, *_rest in found:
            self.by_title.setdefault(fold(title), []).append((pk, fold(project)))

    def find(self, entry, mark):
        """Return (id, None), or (None, problem) for what a file says of a milestone."""
        code, title = str(entry.get("code") or ""), fold(str(entry.get("title") or ""))
        keyed = self.by_key.get(code.upper())
        if keyed and (mark == self.own or title in ("", keyed[1])):
            return keyed[0], None
        outside = (str(entry.get("external_source") or ""), str(entry.get("external_id") or ""))
        for key in (outside, (mark, code)):
            if key[1] and key in self.by_id:
                return self.by_id[key], None
        if not title and self.by_title.get(fold(code)):
            title = fold(code)
        named = self.by_title.get(title, [])
        if len(named) > 1:
            named = [each for each in named if each[1] == fold(str(entry.get("project") or ""))] or named
        value = " ".join(filter(None, (code, str(entry.get("title") or ""))))[:120]
        if len(named) == 1:
            return named[0][0], None
        return None, ("risk_milestone_ambiguous" if named else "risk_milestone_unknown", {"value": value})


class Held:
    """What risks have already: ids of milestones and actions, and folded titles of plans and names of indicators."""

    def __init__(self, team, reader, risks):
        self.milestones, self.actions, self.plans, self.indicators = {}, {}, {}, {}
        ids = [risk.pk for risk in risks]
        links = Risk.milestones.through.objects
        for part in chunks(ids):
            _gather(self.milestones, links.filter(risk__in=part).values_list("risk", "milestone"))
            answered = seen(ResponseAction, team, reader).filter(risks__in=part).order_by()
            _gather(self.actions, ((risk, fold(title)) for risk, title in answered.values_list("risks", "title")))
            for model, name, kept in ((ContingencyPlan, "title", self.plans), (Indicator, "name", self.indicators)):
                rows = seen(model, team, reader).filter(risk__in=part).order_by().values_list("risk", name)
                _gather(kept, ((risk, fold(text)) for risk, text in rows))


def _gather(kept, pairs):
    for risk, value in pairs:
        kept.setdefault(risk, set()).add(value)


def _id_of(record, mark):
    """Return (source, id) of a record: as told, else our key, else its title."""
    texts = record.texts
    if texts.get("external_id"):
        return texts.get("external_source") or mark, texts["external_id"][:180]
    if texts.get("code"):
        return mark, texts["code"][:180]
    title = fold(texts.get("title", ""))
    return ("list", f"={title[:178]}") if title else ("list", "")


def _mark_in(records, own):
    """Return under which mark the codes of a file are meant: the commonest of a team of ours, else any."""
    sources = Counter(record.texts.get("external_source", "") for record in records)
    marks = [source for source, _count in sources.most_common() if source.startswith(f"{OWN}:")]
    return own if own in marks else next(iter(marks), OWN)


def _of(record, name):
    return record.nested.get(name, ())
