"""Key results that are here already: changed and measured by a file, taken back, left alone where others were first."""

import datetime as dt
from decimal import Decimal

import pytest

from planner.imports.applying import apply_import
from planner.imports.exporting import plan_rows
from planner.imports.headers import OWN_HEADER
from planner.imports.one_act import undo_import
from planner.models import Goal, KeyResult, KeyResultValue
from planner.models.key_result import MOST_KEY_RESULTS
from teams.models import Activity
from tests.factories.planner import GoalFactory, KeyResultFactory, ProjectFactory

from .import_files import uploaded, verdicts
from .test_import_goals import brought, goal, plan
from .test_import_key_results import TODAY, exported, figure, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z")


@pytest.fixture
def grow(owner):
    return GoalFactory(team=owner.team, project=ProjectFactory(team=owner.team, name="Rocket"), title="Grow")


def test_a_file_read_again_makes_no_second_one_and_changes_what_it_says(owner):
    rows = [goal("Grow", external_id="g1"), figure("Users", external_id="k1", current_value="3")]
    brought(owner, *rows)

    again = uploaded(owner, plan(*rows))
    assert (again.counts.get("create", 0), again.counts.get("update", 0), again.counts["same"]) == (0, 0, 2)

    rows[1] |= {"name": "Paying users", "target_value": "200", "unit": "users", "weight": ""}
    changed = brought(owner, *rows)
    assert verdicts(changed)["Paying users"] == ("update", ["key_result_renamed"])
    assert told(KeyResult.objects.get()) == ("number", "users", "", 0, 200, 3, TODAY)
    assert KeyResultValue.objects.count() == 1


def test_one_without_an_id_is_found_by_its_title_below_its_goal(owner, grow):
    here = KeyResultFactory(team=owner.team, goal=grow, title="Users")

    planimport = brought(owner, figure("users", parent_goal=grow.code, target_value="50"))

    assert verdicts(planimport) == {"users": ("update", [])}
    assert (told(here)[4], KeyResult.objects.get().title) == (50, "users")


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"current_value": "40"}, ("same", [], 40, dt.date(2026, 2, 20), 1)),
        ({"current_value": "50"}, ("update", [], 50, TODAY, 2)),
        ({"current_value": "50", "measured_on": "2026-02-20"}, ("update", [], 50, dt.date(2026, 2, 20), 2)),
        ({"current_value": "40", "measured_on": "2026-03-01"}, ("update", [], 40, dt.date(2026, 3, 1), 2)),
        ({"current_value": "30", "measured_on": "2026-02-01"}, ("same", ["value_older"], 40, dt.date(2026, 2, 20), 1)),
        ({"current_value": ""}, ("same", [], 40, dt.date(2026, 2, 20), 1)),
    ],
)
def test_a_value_joins_those_here_unless_a_later_one_is_there(row, found, owner, grow):
    here = KeyResultFactory(team=owner.team, goal=grow, title="Users")
    here.measure([(dt.date(2026, 2, 20), Decimal(40))], by=owner)
    verdict, codes, current, on, values = found

    planimport = brought(owner, figure("Users", parent_goal=grow.code) | row)

    assert verdicts(planimport) == {"Users": (verdict, codes)}
    assert told(here)[5:] == (current, on)
    assert here.values.count() == values
    if verdict == "update":
        undo_import(planimport, by=owner)
        assert (*told(here)[5:], here.values.count()) == (40, dt.date(2026, 2, 20), 1)


def test_undo_takes_all_of_it_back_as_one_act(owner, grow):
    measured = KeyResultFactory(team=owner.team, goal=grow, title="Users", unit="users")
    never = KeyResultFactory(team=owner.team, goal=grow, title="Letters")
    measured.measure([(TODAY, Decimal(9))], by=owner)
    measured.measure([(TODAY, Decimal(1))], by=owner, origin="plan.csv")
    rows = [
        figure("Users", parent_goal=grow.code, current_value="2", unit="people"),
        figure("Letters", parent_goal=grow.code, current_value="7"),
        goal("New"),
        figure("Of the new one", current_value="5"),
    ]
    planimport = brought(owner, *rows)
    assert planimport.outcome == {"made": 2, "changed": 2, "skipped": []}
    assert [told(row)[5] for row in (measured, never)] == [2, 7]

    undo_import(planimport, by=owner)

    assert told(measured) == ("number", "users", "", 0, 100, 1, TODAY)
    assert told(never)[5:] == (None, None)
    kept = KeyResultValue.objects.values_list("key_result", "on", "value", "origin")
    assert set(kept) == {(measured.pk, TODAY, 9, ""), (measured.pk, TODAY, 1, "plan.csv")}
    assert (KeyResult.objects.count(), Goal.objects.count()) == (2, 1)
    verbs = Activity.objects.filter(subject_id=measured.pk).order_by("subject_version")
    done = ["measured", "measured", "changed", "measured", "restored", "restored"]
    assert list(verbs.values_list("verb", flat=True)) == done


def test_one_that_was_measured_keeps_its_kind(owner, grow):
    here = KeyResultFactory(team=owner.team, goal=grow, title="Users")
    here.measure([(None, Decimal(40))], by=owner)

    planimport = uploaded(owner, plan(figure("Users", parent_goal=grow.code, metric="percent")))

    [row] = planimport.rows.all()
    assert (row.verdict, "another kind" in row.problems[0]["params"]["message"]) == ("bad", True)


def test_lines_that_mean_the_same_one_or_another_goal_say_so(owner, grow):
    here = KeyResultFactory(team=owner.team, goal=grow, title="Users", external_source="landfall", external_id="k1")
    other = GoalFactory(team=owner.team, project=grow.project, title="Other")
    rows = [
        figure("Users", external_id="k1", parent_goal="Other"),
        figure("Users", parent_goal="Grow"),
        figure("Users", external_id="k1"),
    ]

    planimport = uploaded(owner, plan(*rows))

    assert [[problem["code"] for problem in row.problems] for row in planimport.rows.order_by("line")] == [
        ["key_result_stays"],
        ["key_result_repeated"],
        ["row_repeated"],
    ]
    assert (told(here)[4], other.key_results.count()) == (100, 0)


def test_what_others_did_meanwhile_is_left_alone_and_named(owner, grow):
    changed = KeyResultFactory(team=owner.team, goal=grow, title="Changed")
    full = GoalFactory(team=owner.team, project=grow.project, title="Full")
    closed = GoalFactory(team=owner.team, project=grow.project, title="Closed")
    KeyResultFactory(team=owner.team, goal=closed, title="Of closed")
    KeyResultFactory.create_batch(MOST_KEY_RESULTS - 1, team=owner.team, goal=full)
    late = uploaded(
        owner,
        plan(
            figure("Changed", parent_goal="Grow", target_value="5"),
            figure("Twice", parent_goal="Grow", external_id="k1"),
            figure("No room", parent_goal="Full"),
            figure("New of closed", parent_goal="Closed"),
            figure("Of closed", parent_goal="Closed", current_value="3"),
            figure("Fine", parent_goal="Grow"),
        ),
    )
    changed.measure([(None, Decimal(1))], by=owner)
    brought(owner, figure("Twice", parent_goal="Grow", external_id="k1"))
    KeyResultFactory(team=owner.team, goal=full)
    closed.close("dropped", by=owner)

    apply_import(late, by=owner)

    assert {entry["title"]: entry["code"] for entry in late.skipped} == {
        "Changed": "changed_meanwhile",
        "Twice": "made_meanwhile",
        "No room": "goal_changed_meanwhile",
        "New of closed": "goal_changed_meanwhile",
        "Of closed": "goal_changed_meanwhile",
    }
    assert (late.outcome["made"], late.outcome["changed"]) == (1, 0)
    assert (KeyResult.objects.filter(title="Fine").count(), told(changed)[4]) == (1, 100)


def test_an_own_export_finds_its_rows_again_and_another_team_makes_its_own(owner, stranger, grow):
    here = KeyResultFactory(team=owner.team, goal=grow, title="Users")
    content = exported(owner)
    here.title = "Customers"
    here.store(by=owner)

    apply_import(uploaded(owner, content), by=owner)
    for _time in range(2):
        apply_import(uploaded(stranger, content), by=stranger)

    here.refresh_from_db()
    assert (here.title, KeyResult.objects.filter(team=owner.team).count()) == ("Users", 1)
    assert KeyResult.objects.get(team=stranger.team).goal.team == stranger.team


def test_a_figure_that_a_spreadsheet_program_would_round_is_written_as_text(owner, grow):
    KeyResultFactory(team=owner.team, goal=grow, start=Decimal("12345678901.2345"), target=Decimal("123456789012.345"))
    KeyResultFactory(team=owner.team, goal=grow, start=Decimal("-99999999999999.9999"), target=Decimal(1000))

    rows = [dict(zip(OWN_HEADER, row, strict=True)) for row in plan_rows(owner)]

    assert [(row["start_value"], row["target_value"]) for row in rows[1:]] == [
        (Decimal("12345678901.2345"), Decimal("123456789012.345")),
        ("-99999999999999.9999", 1000),
    ]


def test_numbers_of_plain_lists_are_no_ids_of_goals_and_key_results(owner):
    head = "id,type,title,goal,target value\n"

    for name in ("One", "Two"):
        text = f"{head}1,goal,{name},,\n2,key result,Users of {name},{name},5\n"
        apply_import(uploaded(owner, text.encode()), by=owner)

    assert sorted(KeyResult.objects.values_list("title", "goal__title")) == [
        ("Users of One", "One"),
        ("Users of Two", "Two"),
    ]
