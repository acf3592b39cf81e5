"""A plan that is exported and imported into a new team is the same plan, as CSV and as XLSX."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.tabular.workbook import xlsx_file
from core.tabular.writer import csv_bytes
from planner.imports.applying import apply_import
from planner.imports.exporting import plan_rows
from planner.imports.headers import OWN_HEADER
from planner.models import Dependency, GateCheck, Goal, KeyResult, Milestone, MilestoneGoal, Priority, Task
from tests.factories.gates import GateCheckFactory
from tests.factories.planner import (
    DependencyFactory,
    GoalFactory,
    KeyResultFactory,
    MilestoneFactory,
    ProjectFactory,
    TaskFactory,
)
from tests.factories.teams import MembershipFactory

from .import_files import uploaded

pytestmark = pytest.mark.django_db

# What spreadsheet programs run, what parts cells, lines and goals, and what a reader might take for something else.
WORDS = ["Beta", "=1+1", "+49 30", "-5", "@all", "'quoted", "''=x", "a,b", 'say "yes"', "12", "M-1", "true"]
WORDS += ["2026-05-01", "里程碑", "＝全角", "FS+3d", "x FS", "Ünï", "a|b", "_x000D_", "no"]
NUMBERED = st.tuples(st.sampled_from(WORDS), st.integers(1, 99)).map(lambda pair: f"{pair[0]} {pair[1]}")
TITLES = st.lists(NUMBERED, unique=True, max_size=5)
TEXTS = st.sampled_from(["", "One line", "Two\nlines", "=SUM(A1)", "- a\n- b", "a;b", "'", '"'])
DAYS = st.one_of(st.none(), st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)))
PAST = st.dates(dt.date(2024, 1, 1), dt.date(2025, 12, 31))
FIGURES = st.one_of(
    st.just((None, None, None)),
    st.lists(st.integers(0, 400), min_size=3, max_size=3).map(sorted).map(tuple),
    st.integers(0, 2500).map(lambda days: (None, days, None)),
)

FINE = st.decimals(-(10**13), 10**13, places=4)
PLAIN = st.sampled_from(["0", "100", "0.1625", "-5", "1.234", "1000", "99999999999999.9999", "1E+3"]).map(Decimal)
NUMBERS = st.one_of(PLAIN, FINE)
AMOUNTS = st.decimals(-(10**13), 10**13, places=2)
GATE_TITLES = st.sampled_from([*WORDS, "Recall >= 0.5", "a =", "* b", "c [x]", "d valid 3", "metric e < 1", "x<y"])
GATES = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["checkbox", "evidence", "approval"]),
            "title": GATE_TITLES,
            "is_required": st.booleans(),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("metric"),
            "title": GATE_TITLES,
            "is_required": st.booleans(),
            "comparison": st.sampled_from(["ge", "gt", "le", "lt", "eq"]),
            "threshold": st.sampled_from(["0.98", "-5", "0", "1000000000000", "0.000001"]),
            "unit": st.sampled_from(["", "%", "EUR a request", "b >= 5", "valid 3", "=x"]),
            "valid_days": st.one_of(st.none(), st.integers(1, 3650)),
        }
    ),
)


@st.composite
def key_results(draw):
    """Draw a key result of any kind; figures of money are as fine as the money is, a yes or no goes from no to yes."""
    metric = draw(st.sampled_from(["number", "percent", "currency", "yes_no"]))
    figures = {"currency": AMOUNTS, "yes_no": st.integers(0, 1).map(Decimal)}.get(metric, NUMBERS)
    start, target = draw(st.lists(figures, min_size=2, max_size=2, unique=True))
    current = draw(st.one_of(st.none(), figures))
    return {
        "title": draw(st.sampled_from(WORDS)),
        "metric": metric,
        "unit": draw(st.sampled_from(["", "=ms", "用户", "a;b"])) if metric == "number" else "",
        "currency": draw(st.sampled_from(["EUR", "USD"])) if metric == "currency" else "",
        "start": Decimal(0) if metric == "yes_no" else start,
        "target": Decimal(1) if metric == "yes_no" else target,
        "current": current,
        "current_on": None if current is None else draw(PAST),
        "weight": draw(st.integers(1, 100)),
    }


KEY_RESULTS = key_results()


@st.composite
def plans(draw):
    """Draw a plan as plain values; links lead from earlier milestones to later ones."""
    titles = draw(TITLES.filter(bool))
    goals = draw(st.lists(st.sampled_from(["Growth", "Trust", "=Money", "A, B", "C; D"]), unique=True, max_size=4))
    milestones = [milestone(draw, title, goals) for title in titles]
    pairs = [(a, b) for b in range(len(titles)) for a in range(b)]
    linked = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4)) if pairs else []
    kinds, lags = st.sampled_from(["FS", "SS", "FF", "SF"]), st.integers(-250, 250)
    links = [(before, after, draw(kinds), draw(st.one_of(st.just(0), lags))) for before, after in linked]
    tasks = [task(draw, title, len(titles)) for title in draw(TITLES)]
    goals = [goal(draw, title, goals[:place]) for place, title in enumerate(goals)]
    return {"goals": goals, "milestones": milestones, "links": links, "tasks": tasks}


def milestone(draw, title, goals):
    start, due = sorted((draw(DAYS), draw(DAYS)), key=lambda day: day or dt.date.min)
    low, likely, high = draw(FIGURES)
    state = draw(st.sampled_from(["planned", "in_progress", "in_review", "completed", "cancelled"]))
    is_blocked = state in ("planned", "in_progress", "in_review") and draw(st.booleans())
    begun = draw(st.one_of(st.none(), PAST)) if state != "planned" else None
    return {
        "title": title,
        "goals": {goal: draw(st.integers(1, 100)) for goal in goals if draw(st.booleans())},
        "state": state,
        "completed_on": draw(PAST) if state == "completed" else None,
        "starts_on": start,
        "due_on": due,
        "days_min": low,
        "days_likely": likely,
        "days_max": high,
        "started_on": begun or (dt.date(2026, 1, 5) if state in ("in_progress", "in_review") else None),
        "follows_links": draw(st.booleans()),
        "blocked": is_blocked,
        "blocked_note": draw(st.sampled_from(["", "=waits"])) if is_blocked else "",
        "priority": draw(st.sampled_from(Priority.values)),
        "description": draw(TEXTS),
        "criteria": draw(TEXTS),
        "gates": draw(st.lists(GATES, max_size=3)),
    }


def goal(draw, title, above):
    outcome = draw(st.sampled_from(["", "", "achieved", "partial", "missed", "dropped"]))
    return {
        "title": title,
        "parent": draw(st.one_of(st.none(), st.sampled_from(above))) if above else None,
        "horizon": draw(st.sampled_from(["short", "mid", "long"])),
        "target_on": draw(DAYS),
        "weight": draw(st.integers(1, 100)),
        "progress_source": draw(st.sampled_from(["mixed", "value", "milestones", "subgoals"])),
        "lifecycle": "closed" if outcome else draw(st.sampled_from(["draft", "active", "paused"])),
        "outcome": outcome,
        "completed_on": draw(PAST) if outcome else None,
        "closed_share": draw(st.one_of(st.none(), st.integers(0, 100))) if outcome else None,
        "description": draw(TEXTS),
        "key_results": draw(st.lists(KEY_RESULTS, max_size=3)),
    }


def task(draw, title, milestones):
    state = draw(st.sampled_from(["backlog", "todo", "in_progress", "done", "cancelled"]))
    return {
        "title": title,
        "home": draw(st.one_of(st.none(), st.integers(0, milestones - 1))),
        "state": state,
        "completed_on": draw(PAST) if state == "done" else None,
        "due_on": draw(DAYS),
        "estimate": draw(st.one_of(st.none(), st.integers(0, 999))),
        "priority": draw(st.sampled_from(Priority.values)),
        "description": draw(TEXTS),
    }


def made(owner, plan):
    """Make a plan in the database as it was drawn."""
    team, project = owner.team, ProjectFactory(team=owner.team, name="Rocket")
    rows, goals = [], {}
    for values in plan["goals"]:
        own = {name: value for name, value in values.items() if name not in ("parent", "completed_on", "key_results")}
        own |= {"parent": goals.get(values["parent"]), "closed_at": noon(team, values)}
        goals[values["title"]] = GoalFactory(team=team, project=project, **own)
        for own in values["key_results"]:
            KeyResultFactory(team=team, goal=goals[values["title"]], **own)
    for values in plan["milestones"]:
        own = {name: value for name, value in values.items() if name not in ("goals", "gates", "completed_on")}
        rows.append(MilestoneFactory(team=team, project=project, completed_at=noon(team, values), **own))
        for title, weight in values["goals"].items():
            MilestoneGoal.objects.create(milestone=rows[-1], goal=goals[title], weight=weight)
        for place, gate in enumerate(values["gates"], start=1):
            GateCheckFactory(team=team, milestone=rows[-1], position=place, state="failed", **gate)
    for before, after, kind, lag in plan["links"]:
        DependencyFactory(team=team, predecessor=rows[before], successor=rows[after], kind=kind, lag=lag)
    for values in plan["tasks"]:
        own = {name: value for name, value in values.items() if name not in ("home", "completed_on")}
        home = rows[values["home"]] if values["home"] is not None else None
        TaskFactory(team=team, milestone=home, completed_at=noon(team, values), **own)


def noon(team, values):
    day = values["completed_on"]
    return day and dt.datetime.combine(day, dt.time(12), team.zone)


def plan_of(team):
    """Return the plan of a team as a reader sees it: without ids, numbers and instants."""
    names = "title state starts_on due_on days_min days_likely days_max started_on follows_links blocked blocked_note"
    names += " priority description criteria completed_on"
    weights = MilestoneGoal.objects.filter(milestone__team=team)
    links = Dependency.objects.filter(team=team)
    return {
        "milestones": [
            {name: getattr(row, name) for name in names.split()} | {"project": row.project.name}
            for row in Milestone.objects.filter(team=team).order_by("title")
        ],
        "gates": gates_of(team),
        "goals": goals_of(team),
        "key_results": key_results_of(team),
        "weights": sorted(weights.values_list("milestone__title", "goal__title", "goal__project__name", "weight")),
        "links": sorted(links.values_list("predecessor__title", "successor__title", "kind", "lag")),
        "tasks": [
            {name: getattr(row, name) for name in ("title", "state", "priority", "due_on", "estimate", "description")}
            | {"home": row.milestone and row.milestone.title}
            | {"completed_on": row.completed_at and team.today(row.completed_at)}
            for row in Task.objects.filter(team=team).order_by("title")
        ],
    }


def goals_of(team):
    """Return what goals have of their own."""
    names = "title horizon target_on weight progress_source lifecycle outcome closed_share description"
    return [
        {name: getattr(row, name) for name in names.split()}
        | {"project": row.project.name, "parent": row.parent and row.parent.title}
        | {"closed_on": row.closed_at and team.today(row.closed_at)}
        for row in Goal.objects.filter(team=team).order_by("title")
    ]


def key_results_of(team):
    """Return what key results measure, in the order of their goals."""
    told = ("title", "metric", "unit", "currency", "start", "target", "current", "current_on", "weight")
    return list(KeyResult.objects.filter(team=team).order_by("goal__title", "pk").values_list("goal__title", *told))


def gates_of(team):
    """Return what the gates of milestones still to be reached ask for, in their order."""
    checks = GateCheck.objects.filter(team=team).exclude(milestone__state="completed")
    asked = ("kind", "title", "is_required", "comparison", "threshold", "unit", "valid_days")
    return list(checks.order_by("milestone__title", "position").values_list("milestone__title", *asked))


def as_csv(membership):
    return csv_bytes(OWN_HEADER, plan_rows(membership))


def as_workbook(membership):
    with xlsx_file("Plan", OWN_HEADER, plan_rows(membership)) as file:
        return file.read()


@pytest.mark.parametrize("written", [as_csv, as_workbook])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plan=plans())
def test_a_plan_comes_into_a_new_team_as_it_was(written, plan):
    here, there = MembershipFactory(role="owner"), MembershipFactory(role="owner")
    made(here, plan)
    content = written(here)

    planimport = uploaded(there, content)
    apply_import(planimport, by=there)

    assert plan_of(there.team) == plan_of(here.team)
    assert (planimport.findings["dialect"], planimport.outcome["skipped"]) == ("landfall", [])
    assert not GateCheck.objects.filter(team=there.team).exclude(state="open").exists()
    again = uploaded(here, content)
    assert (again.counts.get("create", 0), again.counts.get("update", 0), again.counts.get("bad", 0)) == (0, 0, 0)
