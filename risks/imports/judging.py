"""What each risk of a file would make or change, and what is wrong with it; reads the database and writes nothing."""

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.budget import UNLIMITED
from core.tabular.reader import fold
from planner.imports.drafting import noon
from planner.imports.rows import MAX_TITLE
from planner.imports.verdicts import texts
from planner.models import Verdict
from risks.matrix_words import impact_word, probability_word
from risks.models import RegisterRow, Risk
from risks.scoring import LEVEL_WORDS, LEVELS, level_of
from risks.states import ENDED, ClosureReason, Score, Status
from teams.models.values import BOOKKEEPING, differences, stored_values

from .dialects import name_in
from .drafting import Drafter
from .known import Known
from .values import ValueReader

CATEGORIES = {"ciso": "security", "simplerisk": "security", "redmine_risks": "project"}
GIVEN_LATER = BOOKKEEPING | {"id", "team", "number", "external_source", "external_id", "appetite_zone", *Score.values}
# Relations and what verbs set are no part of the judging of a new row.
SETTLED = ["team", "raised_by", *Score.values]
ENDED_AS = {Status.CLOSED: ClosureReason.AVOIDED, Status.REJECTED: ClosureReason.NOT_A_RISK}


class Judge:
    """Judges each record of a reading in turn."""

    def __init__(self, fileimport, reading, budget=UNLIMITED):
        self.fileimport, self.team, self.reading, self.budget = fileimport, fileimport.team, reading, budget
        self.known = Known(self.team, reading.records, reader=fileimport.made_by)
        self.reader = ValueReader(
            self.known.matrix,
            order=reading.order,
            language=translation.get_language() or "en",
            category=fileimport.category,
        )
        self.taken = {}  # (source, id), and id of a present risk → the line that means it

    def verdicts(self):
        """Yield an unsaved RegisterRow for each risk of the file."""
        for place, record in enumerate(self.reading.records):
            yield self._judged(record, place)

    @property
    def total(self):
        """Return how many risks there are to judge."""
        return len(self.reading.records)

    def new_names(self):
        return {}

    def _judged(self, record, place):
        values = self.reader.read(record, default_category=CATEGORIES.get(self.reading.findings["dialect"], ""))
        title = values.attributes["title"][:MAX_TITLE]
        staged = RegisterRow(fileimport=self.fileimport, position=place, line=record.line, title=title)
        staged.verdict = Verdict.BAD
        if values.is_usable:
            self._fill(staged, record, values)
        told = dict.fromkeys(_frozen(code, self._placed(params)) for code, params in values.problems)
        staged.problems = [{"code": code, "params": dict(params)} for code, params in told]
        staged.has_warning = bool(values.problems) and staged.verdict != Verdict.BAD
        return staged

    def _placed(self, params):
        """Return what a problem is about with its column as the file calls it."""
        column = params.get("column")
        return params | {"column": name_in(self.reading.findings, column)} if column else params

    def _fill(self, staged, record, values):
        """Find or draft the risk a record means, and settle its verdict."""
        target = self.known.risks.meant(record)
        key = target.pk if target else self.known.risks.ids[id(record)]
        if key in self.taken:
            code = "target_repeated" if target else "row_repeated"
            values.problems.append((code, {"line": self.taken[key], "code": target.code if target else ""}))
            return
        self.taken[key] = record.line
        self._people(record, values)
        self._note_other_level(record, values)
        if target is None:
            self._new(staged, record, values)
        else:
            self._present(staged, record, values, target)

    def _people(self, record, values):
        told = record.texts
        owner, problem = self.known.people.find(told.get("owner", "")[:254], told.get("owner_email", "")[:254])
        values.problems += [problem] if problem else []
        if owner is not None:
            values.attributes["owner"] = owner
        raised_by, problem = self.known.people.find(told.get("raised_by", "")[:254], "")
        if problem:
            values.problems.append(("raised_by_unknown", {"value": told["raised_by"][:60]}))
        if raised_by is not None:
            values.attributes["raised_by"] = raised_by

    def _note_other_level(self, record, values):
        """Say so where the team's matrix makes another level of the figures than the file names."""
        told, rating = fold(record.texts.get("current_level", "")).replace(" ", "_"), values.ratings.get("current")
        if told and rating and told in LEVELS and (level := level_of(*rating, self.known.matrix)) != told:
            words = {"value": str(_(LEVEL_WORDS[told])), "level": str(_(LEVEL_WORDS[level]))}
            values.problems.append(("level_differs", words))

    def _new(self, staged, record, values):
        draft = Risk(team=self.team, **values.attributes)
        self._status(draft, values)
        draft.is_restricted = bool(values.restricted)
        if (error := _refused(draft)) is not None:
            values.problems += error
            return
        kept = {name: value for name, value in stored_values(draft).items() if value not in (None, "")}
        kept = {name: value for name, value in kept.items() if name not in GIVEN_LATER}
        staged.verdict, staged.target_id = Verdict.CREATE, draft.pk
        data = {"values": kept, "external": list(self.known.risks.ids[id(record)]), "status": str(values.status)}
        drafter = Drafter(self.known, draft, self.reading.order)
        history = drafter.history(record.nested.get("assessments", ()))
        data |= self._belonging(record, drafter, draft, values)
        judged = {each["kind"] for each in history}
        scores = {score: rating for score, rating in values.ratings.items() if score not in judged}
        data["ratings"] = [*history, *(self._rating(score, rating, record) for score, rating in scores.items())]
        data["readers"] = [pk for each in record.nested.get("readers", ()) if (pk := drafter.person(each))]
        values.problems += drafter.problems
        self._show(staged, data, draft, values)

    def _present(self, staged, record, values, target):
        """Change what the file says otherwise; what it leaves empty stays, and so do status and restriction."""
        before, draft = stored_values(target), target
        if values.status and values.status != draft.status:
            values.problems.append(("risk_state_kept", {"code": draft.code, "status": Status(values.status).label}))
        if values.restricted is not None and values.restricted != draft.is_restricted:
            values.problems.append(("restriction_kept", {"code": draft.code}))
        for name, value in values.attributes.items():
            if name != "raised_by":
                setattr(draft, name, value)
        if draft.strategy != before["strategy"] and "strategy_detail" not in values.attributes:
            draft.strategy_detail = ""  # what was said about another strategy, as Risk.judge_edit has it
        if (error := _refused(draft)) is not None:
            values.problems += error
            return
        changes = differences(before, stored_values(draft))
        ratings = self._other_ratings(draft, values)
        drafter = Drafter(self.known, draft, self.reading.order)
        data = self._belonging(record, drafter, draft, values)
        values.problems += drafter.problems
        data |= {
            "values": {name: new for name, (_old, new) in changes.items()},
            "changes": {name: old for name, (old, _new) in changes.items()},
            "ratings": [self._rating(score, rating, record) for score, rating in ratings.items()],
            "status": "",
        }
        adds = data["ratings"] or any(data[name] for name in ("milestones", "actions", "plans", "indicators"))
        staged.verdict = Verdict.UPDATE if changes or adds else Verdict.SAME
        staged.target_id, staged.target_version = draft.pk, draft.version
        self._show(staged, data, draft, values)

    @staticmethod
    def _other_ratings(draft, values):
        """Return the ratings of a file that are not those of the risk; one that has ended keeps its own."""
        held = {score: getattr(draft, score) for score in values.ratings}
        stood = {score: each and (each.probability, each.impact) for score, each in held.items()}
        other = {score: rating for score, rating in values.ratings.items() if stood[score] != rating}
        if other and not draft.is_open:
            values.problems.append(("rating_kept", {"code": draft.code}))
            return {}
        return other

    def _belonging(self, record, drafter, draft, values):
        held, nested = self.known.held, record.nested
        drafter.named |= set(held.indicators.get(draft.pk, ()))
        indicators = drafter.indicators(nested.get("indicators", ()), held=held.indicators.get(draft.pk, ()))
        return {
            "milestones": drafter.milestones(
                nested.get("milestones", ()),
                spread=self._spread(record, values),
                held=held.milestones.get(draft.pk, ()),
            ),
            "actions": drafter.actions(nested.get("actions", ()), held=held.actions.get(draft.pk, ())),
            "plans": drafter.plans(nested.get("plans", ()), held=held.plans.get(draft.pk, ())),
            "indicators": indicators,
        }

    def _spread(self, record, values):
        """Return the effect in days that a table tells for all milestones of a risk."""
        told = {f"effect_{name}": record.texts.get(f"days_{name}", "") for name in ("min", "likely", "max")}
        told = {name: text for name, text in told.items() if text}
        return told | {"effect": "days"} if told.get("effect_likely") else {}

    def _status(self, draft, values):
        """Let a new risk stand where the file says; it is assessed once its rating is written."""
        status = values.status
        if status == Status.ASSESSED and "current" not in values.ratings:
            values.problems.append(("assessed_without_rating", {}))
            values.status = ""
        if status and status != Status.ASSESSED:
            draft.status = status
        draft.status_reason = values.status_reason
        if status in ENDED:
            draft.closure_reason = values.closure_reason or ENDED_AS[status]
            draft.closed_at = self._noon(values.closed_on)
            if not values.closure_reason:
                label = ClosureReason(draft.closure_reason).label
                values.problems.append(("closure_reason_chosen", {"reason": str(label)}))
        if values.occurred_on and status in (Status.OCCURRED, Status.CLOSED):
            draft.occurred_at = self._noon(values.occurred_on)

    def _noon(self, day):
        return noon(day, self.team) if day else timezone.now()

    def _rating(self, score, rating, record):
        probability, impact = rating
        told = {"kind": score, "probability": probability, "impact": impact}
        if basis := record.proposed.get(score):
            told["basis"] = basis
        return told

    @staticmethod
    def _status_then(draft, current):
        """Return the status a risk will have once its rating is written."""
        return Status.ASSESSED.value if current and draft.status == Status.IDENTIFIED else draft.status

    def _show(self, staged, data, draft, values):
        """Note what the preview tells of a row: its owner, category, status, and how it is rated."""
        current = values.ratings.get("current")
        held = draft.current if draft.current_id else None
        figures = current or (held and (held.probability, held.impact))
        matrix = self.known.matrix
        if figures:
            p, i = figures
            data["figures"] = f"{probability_word(p, matrix)} × {impact_word(i, matrix, kind=draft.kind)}"
            data["level"] = level_of(p, i, matrix)
        data["owner"] = draft.owner.name if draft.owner else ""
        data["category"], data["shown_status"] = draft.category, values.status or self._status_then(draft, current)
        staged.data = data


def _refused(draft):
    """Return the problems of a draft that breaks a rule of its own, or None."""
    try:
        draft.clean_fields(exclude=SETTLED)
        draft.set_derived()
        draft.clean()
        draft.validate_constraints(exclude=SETTLED)
    except ValidationError as error:
        return [("rule_broken", {"message": text}) for text in texts(draft, error)]
    return None


def _frozen(code, params):
    return code, tuple(
        sorted((name, value if isinstance(value, int) else str(value)) for name, value in params.items())
    )
