"""Key results in rows of their own: below their goal, with the current value, read again without a second one."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from core.tabular.reader import read_table
from core.tabular.writer import csv_bytes
from planner.imports.applying import apply_import
from planner.imports.exporting import plan_rows
from planner.imports.headers import OWN_HEADER
from planner.models import Goal, KeyResult, KeyResultValue, PlanImport
from planner.models.key_result import MOST_KEY_RESULTS
from tests.factories.planner import GoalFactory, KeyResultFactory, ProjectFactory

from .import_files import uploaded, verdicts
from .test_import_goals import brought, goal, plan

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z")


def figure(name, **values):
    return {"kind": "key_result", "name": name, "target_value": "100"} | values


def told(row):
    row.refresh_from_db()
    return row.metric, row.unit, row.currency, row.start, row.target, row.current, row.current_on


def exported(owner):
    return csv_bytes(OWN_HEADER, plan_rows(owner))


@pytest.fixture
def grow(owner):
    return GoalFactory(team=owner.team, project=ProjectFactory(team=owner.team, name="Rocket"), title="Grow")


def test_a_key_result_has_all_that_its_row_says(owner):
    values = {"metric": "Number", "unit": "ms", "start_value": "900.5", "target_value": "0.25", "weight": "7"}
    values |= {"current_value": "-3", "measured_on": "2026-02-01"}
    brought(owner, goal("Grow"), figure("Latency", **values))

    row = KeyResult.objects.get()
    assert told(row) == ("number", "ms", "", Decimal("900.5"), Decimal("0.25"), -3, dt.date(2026, 2, 1))
    assert (row.title, row.goal.title, row.weight) == ("Latency", "Grow", 7)
    kept = KeyResultValue.objects.get()
    assert (kept.key_result, kept.on, kept.value) == (row, dt.date(2026, 2, 1), -3)
    assert (kept.origin, kept.by) == ("plan.csv", owner)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"metric": "yes or no", "current_value": "yes"}, ("yes_no", "", "", 0, 1, 1, TODAY)),
        ({"metric": "是或否", "current_value": "否", "target_value": ""}, ("yes_no", "", "", 0, 1, 0, TODAY)),
        ({"metric": "百分比", "current_value": "140%"}, ("percent", "", "", 0, 100, 140, TODAY)),
        ({"currency": "jpy", "target_value": "1,200,000"}, ("currency", "", "JPY", 0, 1_200_000, None, None)),
        ({"metric": "money", "target_value": "5万"}, ("currency", "", "EUR", 0, 50_000, None, None)),
        ({"target_value": "12,5"}, ("number", "", "", 0, Decimal("12.5"), None, None)),
        ({"target_value": "1.234"}, ("number", "", "", 0, Decimal("1.234"), None, None)),
        ({"target_value": "0,1625"}, ("number", "", "", 0, Decimal("0.1625"), None, None)),
    ],
)
def test_figures_are_read_by_their_kind(values, found, owner):
    owner.team.currency = "EUR"
    owner.team.save()

    brought(owner, goal("Grow"), figure("What", **values))

    assert told(KeyResult.objects.get()) == found


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"metric": "luck"}, ["metric_unknown"]),
        ({"target_value": ""}, ["target_missing"]),
        ({"target_value": "many"}, ["figure_unreadable"]),
        ({"target_value": "1,234"}, ["figure_unreadable"]),
        ({"start_value": "1.234.5"}, ["figure_unreadable"]),
        ({"target_value": "1" * 25}, ["figure_unreadable"]),
        ({"start_value": "100"}, ["rule_broken"]),
        ({"target_value": "100000000000000"}, ["rule_broken"]),
        ({"target_value": "1.23456"}, ["rule_broken"]),
        ({"metric": "currency", "currency": "JPY", "target_value": "1.5"}, ["rule_broken"]),
        ({"currency": "ABC"}, ["rule_broken"]),
        ({"unit": "x" * 21}, ["rule_broken"]),
        ({"parent_goal": "Nowhere"}, ["key_result_goal_unknown"]),
        ({"name": ""}, ["title_missing"]),
    ],
)
def test_what_cannot_be_is_left_out_and_says_why(values, codes, owner):
    planimport = uploaded(owner, plan(goal("Grow"), figure("What") | values))

    row = planimport.rows.get(kind="key_result")
    assert (row.verdict, [problem["code"] for problem in row.problems]) == ("bad", codes)
    apply_import(planimport, by=owner)
    assert (Goal.objects.count(), KeyResult.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"current_value": "soon"}, "value_unreadable"),
        ({"current_value": "1.23456"}, "value_broken"),
        ({"current_value": "1", "measured_on": "2026-03-03"}, "value_broken"),
        ({"metric": "yes_no", "current_value": "2"}, "value_broken"),
        ({"current_value": "1", "measured_on": "yesterday"}, "date_unreadable"),
        ({"weight": "101"}, "weight_unreadable"),
    ],
)
def test_a_value_that_cannot_be_is_said_and_the_key_result_is_made_without_it(values, code, owner):
    planimport = uploaded(owner, plan(goal("Grow"), figure("What", **values)))

    assert verdicts(planimport)["What"] == ("create", [code])
    apply_import(planimport, by=owner)
    assert KeyResult.objects.get().weight == 1


def test_key_results_find_their_goal_by_key_or_title_or_stand_below_it(owner, grow):
    other = GoalFactory(team=owner.team, project=ProjectFactory(team=owner.team, name="Boat"), title="Grow")
    rows = [
        figure("By key here", parent_goal=grow.code),
        figure("By title here", parent_goal="grow", project="Boat"),
        figure("Below none"),
        goal("New", key="G-77"),
        figure("Below"),
        figure("By key", parent_goal="G-77"),
        goal("Newer"),
        figure("By title", parent_goal="new"),
    ]

    planimport = brought(owner, *rows)

    homes = dict(KeyResult.objects.values_list("title", "goal__title"))
    assert homes == {
        "By key here": "Grow", "By title here": "Grow", "Below": "New", "By key": "New", "By title": "New",
    }  # fmt: skip
    assert KeyResult.objects.get(title="By title here").goal == other
    assert verdicts(planimport)["Below none"] == ("bad", ["key_result_goal_unknown"])
    assert planimport.counts["new_projects"] == []


def test_an_export_has_them_below_their_goal_safe_to_open(owner, grow):
    KeyResultFactory(team=owner.team, goal=grow, title="=1+1", unit="=ms", target=Decimal("0.25"), current=Decimal(-5))
    KeyResultFactory(team=owner.team, goal=grow, title="Done", metric="yes_no", target=1, current=1)
    GoalFactory(team=owner.team, project=grow.project, title="Other")

    text = exported(owner).decode("utf-8-sig")

    rows = [dict(zip(OWN_HEADER, row.cells, strict=True)) for row in read_table(text).rows]
    assert [row["name"] for row in rows] == ["Grow", "=1+1", "Done", "Other"]
    names = ("parent_goal", "metric", "unit", "start_value", "current_value", "target_value", "weight")
    assert [rows[1][name] for name in names] == [grow.code, "number", "=ms", "0", "-5", "0.25", "1"]
    assert [rows[2][name] for name in names] == [grow.code, "yes_no", "", "", "yes", "", "1"]
    assert ('"=1+1"' in text, '"\'=1+1"' in text, '"\'=ms"' in text) == (False, True, True)


def test_a_closed_goal_gets_neither_key_results_nor_values_but_one_that_comes_closed_does(owner, grow):
    KeyResultFactory(team=owner.team, goal=grow, title="Users", current=1, current_on="2026-02-01")
    grow.close("partial", by=owner)
    rows = [
        figure("Users", parent_goal=grow.code, current_value="2"),
        figure("More", parent_goal=grow.code),
        goal("Over", state="achieved"),
        figure("Its own", current_value="90"),
    ]

    planimport = brought(owner, *rows)

    assert verdicts(planimport) == {
        "Users": ("same", ["value_of_closed"]),
        "More": ("bad", ["rule_broken"]),
        "Over": ("create", []),
        "Its own": ("create", []),
    }
    assert dict(KeyResult.objects.values_list("title", "current")) == {"Users": 1, "Its own": 90}


def test_a_goal_gets_as_many_as_it_may_have(owner, grow):
    KeyResultFactory.create_batch(MOST_KEY_RESULTS - 1, team=owner.team, goal=grow)

    planimport = brought(owner, figure("Last", parent_goal="Grow"), figure("One more", parent_goal="Grow"))

    assert verdicts(planimport) == {"Last": ("create", []), "One more": ("bad", ["rule_broken"])}
    assert grow.key_results.count() == MOST_KEY_RESULTS


def test_a_plain_chinese_list_may_have_goals_and_key_results(owner):
    text = (
        "类型,名称,目标,项目,数值类型,起始值,当前值,目标值,单位,测量日期,截止日期\n"
        "目标,增长,,火箭,,,,,,,2026-06-30\n"
        "关键结果,付费用户,增长,火箭,数值,0,12.5,100,人,2026-02-01,\n"
        "关键结果,毛利率,,火箭,百分比,20%,25%,40%,,,\n"
        "里程碑,公测,增长,火箭,,,,,,,2026-05-01\n"
    )

    planimport = uploaded(owner, text.encode())
    apply_import(planimport, by=owner)

    assert planimport.findings["dialect"] == "generic"
    assert verdicts(planimport) == dict.fromkeys(["增长", "付费用户", "毛利率", "公测"], ("create", []))
    row = Goal.objects.get()
    assert (row.title, row.target_on, row.milestones.count()) == ("增长", dt.date(2026, 6, 30), 1)
    found = row.key_results.order_by("created_at", "pk").values_list("title", "metric", "start", "current", "target")
    assert list(found) == [("付费用户", "number", 0, Decimal("12.5"), 100), ("毛利率", "percent", 20, 25, 40)]
    assert uploaded(owner, text.encode()).counts["same"] == 4


def test_a_person_chooses_the_columns_of_key_results_where_a_row_is_one(browse, owner):
    text = b"type,title,goal,Soll\ngoal,Grow,,\nkey result,Users,Grow,90\n"
    planimport = uploaded(owner, text)
    assert verdicts(planimport)["Users"] == ("bad", ["target_missing"])

    page = browse(owner).get(planimport.get_absolute_url())
    chosen = {f"column-{name}": field.initial for name, field in page.context["columns"].fields.items()}
    reading = reverse("planner:import-reading", args=["acme", planimport.pk])
    browse(owner).post(reading, chosen | {"column-target_value": "Soll"})
    apply_import(PlanImport.objects.get(), by=owner)

    assert list(KeyResult.objects.values_list("title", "target")) == [("Users", 90)]
    plain = browse(owner).get(uploaded(owner, b"title,due\nBeta,2026-05-01\n").get_absolute_url())
    assert "target_value" not in plain.context["columns"].fields


def test_columns_of_key_results_stay_unread_in_a_list_that_has_none(owner):
    planimport = uploaded(owner, b"title,due,unit,currency\nBeta,2026-05-01,kg,EUR\n")

    assert planimport.findings["unread"] == ["unit", "currency"]


def test_the_page_shows_figures_with_their_units(browse, owner, grow):
    here = KeyResultFactory(team=owner.team, goal=grow, title="Users", unit="users", current=3, current_on="2026-02-01")
    rows = [
        figure("Users", parent_goal="Grow", target_value="50", current_value="5"),
        figure("Revenue", parent_goal="Grow", currency="EUR", target_value="1000", current_value="12.5"),
        figure("Bad", parent_goal="Grow", metric="luck"),
    ]
    planimport = uploaded(owner, plan(*rows))

    page = browse(owner).get(planimport.get_absolute_url()).content.decode().replace("\N{NO-BREAK SPACE}", " ")

    assert ("<del>100 users</del> → <ins>50 users</ins>" in page, "<del>3 users</del> → <ins>5 users" in page) == (
        True,
        True,
    )
    assert ("Amount of money: <ins>" in page, reverse("planner:key-result", args=["acme", here.pk]) in page) == (
        True,
        True,
    )
    apply_import(planimport, by=owner)
    made = KeyResult.objects.get(title="Revenue")
    assert made.get_absolute_url() in browse(owner).get(planimport.get_absolute_url()).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_key_results_cost_the_same_statements_for_more_of_them(count, owner, queries):
    measured = GoalFactory(team=owner.team, project=ProjectFactory(team=owner.team, name="Rocket"), title="Here")
    KeyResultFactory.create_batch(count, team=owner.team, goal=measured)
    rows = [figure(row.title, parent_goal="Here", current_value="7") for row in measured.key_results.all()]
    for place in range(count):
        rows += [goal(f"Goal {place}"), figure("One", current_value="1"), figure("Two")]
    planimport = uploaded(owner, plan(*rows))

    with queries(58 if connection.vendor == "sqlite" else 55):  # the size of SQLite's cache is asked and set
        apply_import(planimport, by=owner)

    assert planimport.outcome == {"made": 3 * count, "changed": count, "skipped": []}
