"""The demo's story as data: it holds together, stays in range, and has its point."""

import datetime as dt
import json
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from funding import stages
from funding.flows import Line
from funding.runway import Cash, cash_out
from planner.circles import after_each, knots
from planner.models import FIGURES
from risks.scoring import LEVELS, level_of
from risks.states import Category, ClosureReason, Status, Strategy
from teams.models import Circle, JobRole
from teams.roles import Role

STORY = json.loads((Path(__file__).resolve().parents[2] / "desk" / "demo" / "story.json").read_text(encoding="utf-8"))
PEOPLE = {person["key"]: person for person in STORY["people"]}
PROJECTS = {project["key"]: project for project in STORY["projects"]}
GOALS = {goal["key"]: goal for goal in STORY["goals"]}
MILESTONES = {milestone["key"]: milestone for milestone in STORY["milestones"]}
ROUNDS = {row["key"]: row for row in STORY["rounds"]}
OWNING = ("owner", "assignee", "responsible")


def rows(value):
    """Yield every object in the story."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from rows(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from rows(inner)


def due_of(milestone):
    moves = milestone.get("moves") or [{"due": milestone["due"]}]
    return moves[-1]["due"]


def current(risk):
    scores = [score for score in risk["scores"] if score.get("kind", "current") == "current"]
    return scores[-1] if scores else None


def test_the_story_has_the_promised_size():
    assert len(PEOPLE) == 8
    assert len(STORY["open_positions"]) == 1
    assert 24 <= len(MILESTONES) <= 27
    assert 58 <= sum(len(milestone["tasks"]) for milestone in STORY["milestones"]) <= 70
    assert len(STORY["risks"]) == 18
    assert len(STORY["rounds"]) == 2
    assert len(STORY["opportunities"]) == 14
    assert sum("plan" in risk for risk in STORY["risks"]) == 6


def test_people_are_reachable_nowhere_and_cover_every_role():
    assert all(person["email"].endswith("@example.com") for person in PEOPLE.values())
    assert {person["role"] for person in PEOPLE.values()} == set(Role.values)
    assert {person["entry"] for person in PEOPLE.values() if "entry" in person} == {
        "founder", "manager", "member", "viewer",
    }  # fmt: skip
    assert all(p["job_role"] in JobRole.values and p["circle"] in Circle.values for p in PEOPLE.values())


def test_whoever_owns_something_is_a_person_of_the_story():
    named = {row[name] for row in rows(STORY) for name in OWNING if row.get(name)}

    assert named <= set(PEOPLE)


@pytest.mark.parametrize("row", [*STORY["goals"], *STORY["milestones"], *STORY["risks"]], ids=lambda row: row["title"])
def test_what_is_made_has_an_owner_who_was_there(row):
    assert STORY["team"]["since"] <= PEOPLE[row["owner"]]["since"] <= row["since"] < 0


def test_goals_stand_on_three_horizons_and_one_has_no_milestone():
    linked = {goal for milestone in STORY["milestones"] for goal in milestone["goals"]}

    assert {goal["horizon"] for goal in STORY["goals"]} == {"short", "mid", "long"}
    assert [key for key in GOALS if key not in linked] == ["first_choice"]


@pytest.mark.parametrize("milestone", STORY["milestones"], ids=lambda milestone: milestone["key"])
def test_a_milestone_holds_together(milestone):
    goals = [GOALS[key] for key in milestone["goals"]]
    moves = milestone.get("moves", [])

    assert {goal["project"] for goal in goals} == {milestone["project"]}
    assert all(goal["since"] <= milestone["since"] for goal in goals)
    assert milestone["since"] <= milestone["starts"] < milestone["due"] or milestone["since"] == milestone["starts"]
    assert all(before["day"] < after["day"] for before, after in pairwise(moves))
    assert all(milestone["since"] < move["day"] < 0 for move in moves)
    assert milestone["criteria"]
    ends = [milestone[name] for name in ("done", "cancelled") if name in milestone]
    assert all(milestone["started"] < day < 0 for day in ends)


@pytest.mark.parametrize("milestone", STORY["milestones"], ids=lambda milestone: milestone["key"])
def test_the_tasks_of_a_milestone_fit_it(milestone):
    for task in milestone["tasks"]:
        made = max(milestone["since"], PEOPLE[task["assignee"]]["since"])
        assert made < task.get("done", 0) <= 0
        assert made < task["due"] <= max(due_of(milestone), milestone.get("done", -999)) + 12
        assert ("done" in task) or "done" not in milestone


def test_milestones_are_done_late_blocked_cancelled_and_still_to_come():
    opened = [row for row in STORY["milestones"] if "done" not in row and "cancelled" not in row]

    assert sum("done" in row for row in STORY["milestones"]) == 10
    assert sum("cancelled" in row for row in STORY["milestones"]) == 1
    assert sum(due_of(row) < 0 for row in opened) == 2
    assert sum(0 <= due_of(row) <= 14 for row in opened) == 3
    assert sum("blocked" in row for row in opened) == 1
    assert sum("started" not in row for row in opened) == 6


def test_risks_cover_every_category_and_lie_all_over_the_matrix():
    open_risks = [risk for risk in STORY["risks"] if risk.get("status") != "closed"]
    levels = Counter(level_of(current(risk)["p"], current(risk)["i"]) if current(risk) else None for risk in open_risks)

    assert {risk["category"] for risk in STORY["risks"]} == set(Category.values)
    assert set(levels) == {None, *LEVELS}
    assert levels[None] == 2
    assert levels["critical"] == 2


@pytest.mark.parametrize("risk", STORY["risks"], ids=lambda risk: risk["title"])
def test_a_risk_holds_together(risk):
    days = [score["day"] for score in risk["scores"] if score.get("kind", "current") == "current"]

    assert Strategy(risk["strategy"])
    assert Status(risk.get("status") or "identified")
    assert set(risk["milestones"]) <= set(MILESTONES)
    assert days == sorted(days)
    assert all(risk["since"] < score["day"] < 0 for score in risk["scores"])
    assert all({score["p"], score["i"]} <= {1, 2, 3, 4, 5} for score in risk["scores"])
    assert risk["actions"]
    assert all(risk["since"] + 1 < action.get("done", 0) <= 0 for action in risk["actions"])
    if "closed" in risk:
        assert risk["closed"]["reason"] in ClosureReason.values


def test_one_contingency_plan_is_at_work_one_is_over_and_some_are_ready():
    plans = [risk["plan"] for risk in STORY["risks"] if "plan" in risk]

    assert [plan["title"] for plan in plans if "activated" in plan and "completed" not in plan] == [
        "Move to the second provider"
    ]
    assert sum("completed" in plan for plan in plans) == 1
    assert sum("ready" in plan and "activated" not in plan for plan in plans) == 3
    for plan in plans:
        days = [plan[name] for name in ("since", "ready", "activated") if name in plan]
        offsets = [step["offset_days"] for step in plan["steps"]]
        assert days == sorted(days)
        assert offsets == sorted(offsets)


@pytest.mark.parametrize("row", STORY["opportunities"], ids=lambda row: f"{row['round']} {row['source']}")
def test_an_opportunity_moves_through_the_stages_of_its_channel(row):
    days = [row["since"], *(step["day"] for step in row["stages"])]
    reached = [step["stage"] for step in row["stages"]]

    assert days == sorted(days)
    assert days[-1] < 0
    place = stages.first_stage(row["channel"])
    for code in reached:
        assert code in {stage.code for stage in stages.moves(row["channel"], place.code)}
        place = stages.stage(row["channel"], code)
    assert ("lost" in row) == (place.kind == "lost")
    assert ROUNDS[row["round"]]["since"] <= row["since"]
    assert 0 <= row.get("probability", 0) <= 100


def test_whoever_deals_with_sources_may_see_them():
    dealing = {row["owner"] for row in STORY["opportunities"]} | {
        action["owner"]
        for row in STORY["opportunities"]
        for action in [*row.get("actions", []), *([row["next"]] if "next" in row else [])]
    }

    assert {PEOPLE[key]["role"] for key in dealing} == {"owner", "manager"}


def test_an_opportunity_has_one_next_action_at_a_time():
    for row in STORY["opportunities"]:
        actions = [*row.get("actions", []), *([row["next"]] if "next" in row else [])]
        assert all(row["since"] < action["since"] < action.get("done", 0) for action in actions)
        assert all(before["done"] < after["since"] for before, after in pairwise(actions))


def test_opportunities_use_every_channel_and_some_have_slipped():
    opened = [row for row in STORY["opportunities"] if row["round"] == "seed" and "lost" not in row]

    assert {row["channel"] for row in STORY["opportunities"]} == set(stages.CHANNELS)
    assert sum(row["expected_close"] < 0 for row in opened) == 2
    assert sum("next" not in row for row in opened) == 1
    assert sum(row["next"]["due"] < 0 for row in opened if "next" in row) == 1


RATES = {STORY["team"]["currency"]: 1} | {rate["base"]: Decimal(rate["rate"]) for rate in STORY["cash"]["rates"]}


def line_of(line, today):
    """Return a line of the story as the runway takes it; one of a milestone begins the day after it is due."""
    begins = line["from"] if "from" in line else due_of(MILESTONES[line["milestone"]]) + 1
    return Line(
        line.get("direction", "expense"),
        line.get("rhythm", "monthly"),
        Decimal(line["amount"]) * RATES[line.get("currency", STORY["team"]["currency"])],
        today + dt.timedelta(begins),
        growth=Decimal(line.get("growth", 0)),
    )


def test_the_lines_of_the_story_add_up_to_the_figures_they_replace():
    lines = [line for line in STORY["cash"]["lines"] if "from" in line and "rhythm" not in line]
    sums = Counter()
    for line in lines:
        sums[line.get("direction", "expense")] += Decimal(line["amount"])

    assert sums == {each: Decimal(STORY["cash"][f"monthly_{each}"]) for each in ("income", "expense")}


def test_the_tranches_of_a_deal_add_up_to_its_amount():
    parted = [row for row in STORY["opportunities"] if "tranches" in row]

    assert [sum(part["amount"] for part in row["tranches"]) for row in parted] == [row["amount"] for row in parted]
    assert parted


@pytest.mark.parametrize("month", range(1, 13))
def test_the_money_ends_some_weeks_before_the_milestone_the_story_is_about(month):
    today = dt.date(2027, month, 9)
    cash = STORY["cash"]
    figures = [Decimal(cash[name]) for name in ("monthly_income", "monthly_expense", "floor")]

    position = Cash(Decimal(cash["balance"]), today + dt.timedelta(cash["balance_day"]), *figures)
    end = cash_out(position, today, [line_of(line, today) for line in cash["lines"]]).on

    left = (end - today).days
    later = sorted(due_of(row) for row in STORY["milestones"] if "done" not in row and due_of(row) > left)
    assert later[0] == due_of(MILESTONES[STORY["point"]])
    assert 28 <= later[0] - left <= 45


def test_milestones_wait_for_milestones_that_are_there_and_for_no_circle():
    links = STORY["links"]

    assert {link[end] for link in links for end in ("before", "after")} <= set(MILESTONES)
    assert all(MILESTONES[link[end]]["since"] < link["since"] < 0 for link in links for end in ("before", "after"))
    assert {link["kind"] for link in links} == {"FS", "SS", "FF"}
    assert knots(after_each([(link["before"], link["after"]) for link in links])) == {}


def test_some_estimates_are_whole_some_one_number_and_some_missing():
    estimates = [
        milestone.get("estimate") for milestone in MILESTONES.values() if not {"done", "cancelled"} & set(milestone)
    ]
    figures = [sum(name in estimate for name in FIGURES) if estimate else 0 for estimate in estimates]

    assert set(figures) == {0, 1, 3}
    assert figures.count(3) > len(figures) / 2


def test_what_is_said_is_said_in_order_by_people_who_were_there():
    days = {}
    for said in STORY["talk"]:
        assert PEOPLE[said["by"]]["since"] < said["day"] < 0
        assert PEOPLE[said["by"]]["role"] in ("owner", "manager", "member")
        assert said["body"].count("{") == len(said["quotes"])
        days.setdefault(tuple(said["on"]), []).append(said["day"])

    assert all(each == sorted(each) for each in days.values())
