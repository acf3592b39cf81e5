"""Applying checked risks: one short transaction, one act, one undo.

What was judged is written as it was judged. Risks that somebody changed or made since, or that the importing person may
no longer see, are left alone and named.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.budget import UNLIMITED
from planner.estimates import SUGGESTED
from planner.imports.known import chunks, seen
from planner.imports.one_act import apply_as_one_act
from planner.models import Verdict
from risks.models import Appetite, Assessment, Risk, RiskMilestone, matrix_of
from risks.models.settings import Settings
from risks.scoring import next_review
from risks.states import Status
from teams.models import add_judged_rows, add_rows, change_rows, hold, membership_of
from teams.models.values import stored_values
from teams.models.writing import write_rows

from .adding import Adding, filled
from .known import PARTING

READ = ("position", "line", "title", "verdict", "target_id", "target_version", "data")  # of a staged row
AT_ONCE = 200  # risks with all that belongs to them


def apply_register(fileimport, *, by, readings=None, budget=UNLIMITED, report=None):
    """Write what the preview showed, all or nothing; raises ValidationError while something is still to be answered."""

    def write(act):
        return Application(fileimport, act, budget, report or (lambda _done: None)).run()

    apply_as_one_act(fileimport, write, label=gettext_noop("{who} imported risks"), by=by, readings=readings)


class Application:
    """The writing of one import's risks, inside the transaction; never more than a chunk of them is held."""

    def __init__(self, fileimport, act, budget, report):
        self.fileimport, self.team, self.act, self.budget, self.report = (
            fileimport,
            fileimport.team,
            act,
            budget,
            report,
        )
        self.reader = membership_of(act)
        self.skipped = []
        self.matrix = matrix_of(self.team)
        self.cadence = Settings.of(self.team).cadence
        self.borders = Appetite.objects.borders(self.team, on=self.team.today())
        self.adding = Adding(self.team, act, self.reader)

    def run(self):
        """Write everything and return the outcome as JSON."""
        made = changed = 0
        for rows in self._chunks():
            new = self._make([row for row in rows if row.verdict == Verdict.CREATE])
            old = self._change([row for row in rows if row.verdict == Verdict.UPDATE])
            made, changed = made + len(new), changed + len(old)
            written = {**new, **old}
            by_id = {row.target_id: row for row in rows if row.target_id in written}
            self._rate(written, by_id)
            self._link(written, by_id)
            self.adding.add(written, by_id)
            self.report(made + changed)
        self.adding.finish(self.budget)
        return {"made": made, "changed": changed, "skipped": self.skipped}

    def _chunks(self):
        """Yield the rows that are to be written, as long as there is time."""
        rows = self.fileimport.rows.filter(verdict__in=[Verdict.CREATE, Verdict.UPDATE])
        rows = rows.order_by("position").values_list(*READ, named=True)
        chunk = rows[:AT_ONCE]
        while chunk := list(chunk):
            self.budget.check()
            yield chunk
            chunk = rows.filter(position__gt=chunk[-1].position)[:AT_ONCE]

    def _make(self, rows):
        """Make new risks; return {id: risk}."""
        there = self._there(rows)
        drafts = {}
        for row in rows:
            source, identifier = row.data["external"]
            mine = there.get((source, identifier))
            if mine is not None and mine[0]:
                self._skip(row, "made_meanwhile")
                continue
            drafts[row.target_id] = Risk(
                id=row.target_id,
                team=self.team,
                external_source=source,
                external_id=identifier if mine is None else f"{identifier}{PARTING}{mine[1]}",
                **filled(Risk, row.data["values"]),
            )
        add_judged_rows(drafts.values(), by=self.act)
        self.adding.readers(drafts, rows)
        return drafts

    def _there(self, rows):
        """Return {(source, id): (whether the person may see that risk, the next free figure behind the id)}.

        The same id of a risk that is hidden from the person must change nothing they could notice.
        """
        wanted = {row.data["external"][1] for row in rows} - {""}
        found = {}
        for part in chunks(sorted(wanted)):
            held = Risk._base_manager.filter(team=self.team, external_id__in=part)
            shown = set(seen(Risk, self.team, self.reader).filter(external_id__in=part).values_list("pk", flat=True))
            for pk, source, identifier in held.values_list("pk", "external_source", "external_id"):
                found[source, identifier] = (pk in shown, 2)
        hidden = [key for key, (is_shown, _next) in found.items() if not is_shown]
        for source, identifier in hidden:
            begun = Risk._base_manager.filter(
                team=self.team, external_source=source, external_id__startswith=f"{identifier}{PARTING}"
            )
            found[source, identifier] = (False, begun.count() + 2)
        return found

    def _change(self, rows):
        """Change risks that are as they were judged and still the person's to see; return {id: risk}."""
        ids = [row.target_id for row in rows]
        shown = set()
        for part in chunks(ids):
            shown |= set(seen(Risk, self.team, self.reader).filter(pk__in=part).values_list("pk", flat=True))
        held, drafts = hold(Risk, ids), {}
        for row in rows:
            draft = held.get(row.target_id)
            if draft is None or draft.pk not in shown or draft.version != row.target_version:
                self._skip(row, "changed_meanwhile")
                continue
            draft.team = self.team
            for name, value in filled(Risk, row.data["values"]).items():
                setattr(draft, name, value)
            drafts[draft.pk] = draft
        change_rows(drafts.values(), by=self.act)
        return drafts

    def _rate(self, risks, rows):
        """Write the judgements, oldest first, and let each risk point at the latest of each score."""
        judged, before = {}, {}
        for pk, risk in risks.items():
            rated = [self._assessment(risk, told) for told in rows[pk].data["ratings"]]
            if rated:
                judged[pk], before[pk] = rated, stored_values(risk)
        add_rows([each for rated in judged.values() for each in rated], by=self.act)
        for pk, rated in judged.items():
            risk = risks[pk]
            for each in sorted(rated, key=lambda assessment: assessment.at):
                setattr(risk, each.kind, each if each.is_rating else None)
            self._follow(risk, rows[pk].data)
        if judged:
            write_rows([risks[pk] for pk in judged], "assessed", by=self.act, before=before)
        for pk in judged:
            if rows[pk].verdict == Verdict.UPDATE:
                risks[pk].follow_acceptance(by=self.act)

    def _follow(self, risk, data):
        """Let status, appetite and next review follow the rating, as `Risk.assess` does."""
        is_new = risk.status in (Status.IDENTIFIED, Status.DRAFT) and data["status"] in ("", Status.ASSESSED)
        if risk.current is not None and is_new:
            risk.status = Status.ASSESSED
        if risk.current is not None and risk.is_open and risk.next_review_on is None:
            risk.next_review_on = next_review(self.team.today(), risk.current.level, self.cadence)
        risk.appetite_zone = risk.zone_within(self.borders)

    def _assessment(self, risk, told):
        values = {name: value for name, value in told.items() if name != "basis"}
        assessment = Assessment(
            team=self.team, risk=risk, matrix_version=self.matrix.version, **filled(Assessment, values)
        )
        imported = _("Imported from %(file)s.") % {"file": self.fileimport.file_name}
        if basis := told.get("basis"):
            imported = _("Proposed from the score %(score)s of %(file)s; judge it again for your own case.") % {
                "score": basis,
                "file": self.fileimport.file_name,
            }
            assessment.external_source = SUGGESTED
        if "author" not in told:
            assessment.author = self.reader
        assessment.reason = assessment.reason or imported
        return assessment

    def _link(self, risks, rows):
        links = [
            RiskMilestone(team=self.team, risk=risk, **filled(RiskMilestone, told))
            for pk, risk in risks.items()
            for told in rows[pk].data["milestones"]
        ]
        add_rows(links, by=self.act)

    def _skip(self, row, code):
        self.skipped.append({"line": row.line, "title": row.title, "code": code, "params": {}})
