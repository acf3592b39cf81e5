"""Registers in files for tests: one with a bit of everything, and ways from bytes to an import and back."""

import csv
import datetime as dt
import io
import re
from decimal import Decimal

from core.tabular.writer import csv_bytes
from planner.imports.uploading import receive, upload
from risks.imports.applying import apply_register
from risks.imports.columns import OWN_HEADER
from risks.imports.exporting import register_rows
from risks.imports.flow import REGISTER
from risks.models import RegisterImport, ResponseAction, Risk
from tests.factories.planner import MilestoneFactory, ProjectFactory
from tests.factories.risks import RiskFactory, RiskMilestoneFactory
from tests.factories.teams import MembershipFactory

CODE = re.compile(r"\b[AMC]-\d+ ")


def uploaded(by, content, *, name="risks.csv", **fields):
    """Return an import of the content, read and judged."""
    fileimport = RegisterImport(team=by.team, file_name=name, **fields)
    return upload(fileimport, receive(content, flow=REGISTER, **fields), by=by, flow=REGISTER)


def brought(by, content, **fields):
    """Return an import of the content that was applied."""
    fileimport = uploaded(by, content, **fields)
    apply_register(fileimport, by=by)
    return fileimport


def verdicts(fileimport):
    """Return {title: (verdict, codes of its problems)}."""
    return {row.title: (row.verdict, [problem["code"] for problem in row.problems]) for row in fileimport.rows.all()}


def exported(by):
    return csv_bytes(OWN_HEADER, register_rows(by))


def table(content):
    """Return a CSV as dicts, without the keys of what belongs to risks, which another team gives anew."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return [{name: CODE.sub("", cell) for name, cell in row.items()} for row in rows]


def register(owner):
    """Make two risks with a bit of everything; return the first."""
    team = owner.team
    project = ProjectFactory(team=team, name="AI assistant")
    beta = MilestoneFactory(team=team, project=project, title="Public beta; the first [one]")
    launch = MilestoneFactory(team=team, project=project, title="Launch")
    risk = RiskFactory(
        team=team,
        title='=GPU "quota" cut, again; twice',
        cause="Because of\nthe vendor",
        event="capacity is missing",
        effect="the beta slips",
        owner=owner,
        raised_by=owner,
        strategy="transfer",
        strategy_detail="To the insurer; the =second one",
        window_from=dt.date(2026, 4, 1),
        window_to=dt.date(2026, 6, 30),
        next_review_on=dt.date(2026, 5, 2),
        probability_percent=35,
        money_min=Decimal(1000),
        money_likely=Decimal("2500.5"),
        money_max=Decimal(9000),
        currency="EUR",
    )
    RiskMilestoneFactory(
        team=team, risk=risk, milestone=beta, effect="days", effect_min=5, effect_likely=10, effect_max=20
    )
    RiskMilestoneFactory(team=team, risk=risk, milestone=launch, effect="factor", effect_likely=120, parallel=True)
    risk.refresh_from_db()
    for kind, figures in {"inherent": (5, 5), "current": (4, 5), "residual": (2, 3), "target": (1, 2)}.items():
        risk.assess(*figures, by=owner, kind=kind, reason=f"{kind} judged")
    second = RiskFactory(
        team=team, title="Closed one", raised_by=owner, category="market", kind="opportunity", strategy="exploit"
    )
    second.reject("duplicate", by=owner, reason="the same as the first")
    action = ResponseAction(team=team, title="Reserve [eu] | us; both", owner=owner, state="in_progress")
    action.due_on, action.description = dt.date(2026, 4, 3), "with the second vendor"
    action.store(by=owner, links={"risks": [risk, second]})
    return risk


def twin(team, owner):
    """Return somebody of another team whose name is that of the owner, with the milestones of `register`."""
    person = MembershipFactory(team=team, role="owner", name=owner.name)
    project = ProjectFactory(team=team, name="AI assistant")
    for title in ("Another", "Public beta; the first [one]", "Launch"):
        MilestoneFactory(team=team, project=project, title=title)
    return person


def risks_of(team):
    return Risk.objects.filter(team=team).order_by("number")
