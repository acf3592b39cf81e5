"""The template as data: references resolve, dates lie in order, both languages are there, figures are in range."""

import json
import re
from pathlib import Path

import pytest

from funding.stages import CHANNELS
from planner.models import Horizon, LinkKind
from risks.scoring import STANDARD
from risks.states import ONLY_THREATS, Category, Strategy
from teams.models import Circle, JobRole

DATA = Path(__file__).resolve().parents[2] / "playbook" / "data"
LANGUAGES = {"en", "zh-hans"}
TEMPLATE = json.loads((DATA / "ai_product.json").read_text(encoding="utf-8"))
GOALS = {goal["key"]: goal for goal in TEMPLATE["goals"]}
MILESTONES = {milestone["key"]: milestone for milestone in TEMPLATE["milestones"]}
# The shortest span so many calendar months can have, less six days for moving to a working day.
LATEST = {3: 83, 6: 175, 12: 359, 24: 724, 60: 1820}
FILLER = re.compile(r"lorem|ipsum|todo|tbd|xxx|foo\b", re.IGNORECASE)


def texts(value, path=""):
    """Yield (path, text) for every text in both languages, wherever it stands."""
    if isinstance(value, dict) and LANGUAGES & set(value):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from texts(inner, f"{path}[{place}]")


def roles(value):
    """Yield every job role named anywhere."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("role", "job_role"):
                yield inner
            else:
                yield from roles(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from roles(inner)


@pytest.mark.parametrize(
    ("path", "text"), list(texts(TEMPLATE)), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_text_is_whole_in_both_languages(path, text):
    assert set(text) == LANGUAGES
    assert all(words.strip() == words != "" for words in text.values())
    assert not any(FILLER.search(words) for words in text.values())
    assert re.search("[\u4e00-\u9fff]", text["zh-hans"])
    assert not re.search("[\u4e00-\u9fff]", text["en"])
    assert not re.search(r"[\u4e00-\u9fff][,;?!]|[,;?!][\u4e00-\u9fff]", text["zh-hans"]), "half-width punctuation"


@pytest.mark.parametrize("limit", [("name", 120), ("title", 200)], ids=lambda limit: limit[0])
def test_titles_fit_their_fields(limit):
    name, longest = limit
    too_long = [
        path for path, text in texts(TEMPLATE) if path.endswith(f".{name}") and max(map(len, text.values())) > longest
    ]

    assert too_long == []


def test_the_template_has_the_promised_parts():
    counts = {name: len(TEMPLATE[name]) for name in ("goals", "milestones", "risks")}

    assert counts == {"goals": 5, "milestones": 18, "risks": 10}
    assert [goal["offset_months"] for goal in TEMPLATE["goals"]] == [3, 6, 12, 24, 60]
    assert TEMPLATE["version"] >= 1


@pytest.mark.parametrize("name", ["goals", "milestones", "risks", "financing"])
def test_keys_are_unique(name):
    keys = [row["key"] for row in TEMPLATE[name]]

    assert len(set(keys)) == len(keys)


def test_task_keys_are_unique_over_all_milestones():
    keys = [task["key"] for milestone in TEMPLATE["milestones"] for task in milestone["tasks"]]

    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("goal", TEMPLATE["goals"], ids=lambda goal: goal["key"])
def test_a_goal_has_the_horizon_its_months_suggest(goal):
    suggested = "short" if goal["offset_months"] <= 6 else "mid" if goal["offset_months"] <= 24 else "long"

    assert Horizon(goal["horizon"]) == suggested
    assert any(goal["key"] in milestone["goals"] for milestone in TEMPLATE["milestones"])


@pytest.mark.parametrize("milestone", TEMPLATE["milestones"], ids=lambda milestone: milestone["key"])
def test_a_milestone_ends_before_its_first_goal_and_holds_its_tasks(milestone):
    start, due = milestone["start_days"], milestone["due_days"]

    assert 0 <= start < due <= LATEST[GOALS[milestone["goals"][0]]["offset_months"]]
    assert all(goal in GOALS for goal in milestone["goals"])
    assert 2 <= len(milestone["tasks"]) <= 4
    assert all(start <= task["due_days"] <= due for task in milestone["tasks"])


@pytest.mark.parametrize("milestone", TEMPLATE["milestones"], ids=lambda milestone: milestone["key"])
def test_a_milestone_has_working_days_and_waits_for_earlier_ones(milestone):
    least, likely, most = milestone["days"]
    earlier = [row["key"] for row in TEMPLATE["milestones"]]
    earlier = earlier[: earlier.index(milestone["key"])]

    assert 0 < least < likely < most
    assert likely <= (milestone["due_days"] - milestone["start_days"]) * 5 / 7 + 1, "its dates leave no room"
    assert {link["key"] for link in milestone.get("waits_for", ())} <= set(earlier)
    assert all(link["kind"] in LinkKind.values for link in milestone.get("waits_for", ()))


def test_the_round_leads_to_the_milestone_of_its_name():
    closed = MILESTONES["round_closed"]

    assert (TEMPLATE["round"]["start_days"], TEMPLATE["round"]["due_days"]) == (
        closed["start_days"],
        closed["due_days"],
    )
    # Published times to close of seed rounds (2026): three to six months, 12.5 weeks typically, up to 40 weeks.
    least, likely, most = closed["days"]
    assert (least, most) == (12 * 5, 40 * 5)
    assert 12.5 * 5 <= likely <= 26 * 5


@pytest.mark.parametrize("milestone", TEMPLATE["milestones"], ids=lambda milestone: milestone["key"])
def test_a_milestone_is_accepted_by_a_measure(milestone):
    criteria = " ".join(line["en"] for line in milestone["criteria"])

    assert milestone["criteria"]
    assert re.search(r"\d|\b(one|two|three|five|eight|ten|at least|none|once|no|all)\b", criteria, re.IGNORECASE)


@pytest.mark.parametrize("risk", TEMPLATE["risks"], ids=lambda risk: risk["key"])
def test_a_risk_is_in_range_and_refers_to_what_exists(risk):
    assert risk["category"] in Category.values
    assert Strategy(risk["strategy"]) in (*ONLY_THREATS, Strategy.ACCEPT)
    assert {risk["probability"], risk["impact"]} <= {1, 2, 3, 4, 5}
    assert set(risk["milestones"]) <= set(MILESTONES)
    assert 1 <= len(risk["actions"]) <= 3
    assert all(0 <= action["due_days"] <= 365 for action in risk["actions"])
    assert 7 <= risk["review_days"] <= 180
    assert set(risk["days"]) <= set(risk["milestones"])
    assert all(0 < least < likely < most <= 120 for least, likely, most in risk["days"].values())


@pytest.mark.parametrize(
    "risk", [risk for risk in TEMPLATE["risks"] if "percent" in risk], ids=lambda risk: risk["key"]
)
def test_a_percentage_lies_within_the_level_of_its_risk(risk):
    low, high = STANDARD.percents[risk["probability"] - 1]
    assert low <= risk["percent"] <= high


@pytest.mark.parametrize(
    "risk", [risk for risk in TEMPLATE["risks"] if "days_saved" in risk.get("plan", {})], ids=lambda risk: risk["key"]
)
def test_a_plan_saves_no_more_than_its_risk_costs(risk):
    assert 0 <= risk["plan"]["days_saved"] <= max(likely for _, likely, _ in risk["days"].values())


@pytest.mark.parametrize(
    "plan", [risk["plan"] for risk in TEMPLATE["risks"] if "plan" in risk], ids=lambda plan: plan["title"]["en"]
)
def test_the_steps_of_a_contingency_plan_follow_each_other(plan):
    offsets = [step["offset_days"] for step in plan["steps"]]

    assert offsets == sorted(offsets)
    assert 0 <= offsets[0] <= offsets[-1] <= 90


def test_some_risks_come_with_a_contingency_plan():
    assert sum("plan" in risk for risk in TEMPLATE["risks"]) == 5


def test_every_role_named_is_one_to_fill():
    to_fill = {role["job_role"] for role in TEMPLATE["roles"]}

    assert set(roles(TEMPLATE)) <= to_fill <= set(JobRole.values)
    assert all(role["circle"] in Circle.values and 0 <= role["needed_days"] <= 365 for role in TEMPLATE["roles"])


def test_financing_steps_cover_every_channel_in_order_of_time():
    steps = TEMPLATE["financing"]

    assert {step["channel"] for step in steps} == {"", *CHANNELS}
    assert [step["due_days"] for step in steps] == sorted(step["due_days"] for step in steps)


def test_positioning_asks_the_three_questions_of_a_project():
    asked = [question["field"] for question in TEMPLATE["project"]["positioning"]]

    assert asked == ["market_need", "feasibility", "prospects"]
