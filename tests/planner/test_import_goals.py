"""Goals in rows of their own: made before the milestones that count for them, below other goals, and changed."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from core.tabular.writer import csv_bytes
from planner.imports.applying import apply_import
from planner.imports.exporting import plan_rows
from planner.imports.headers import OWN_HEADER
from planner.imports.one_act import undo_import
from planner.models import Goal, PlanImport
from tests.factories.planner import GoalFactory, KeyResultFactory, ProjectFactory

from .import_files import uploaded, verdicts

pytestmark = pytest.mark.django_db


def plan(*rows):
    """Return a file of our own format with the given rows, each {column: value}."""
    return csv_bytes(OWN_HEADER, [[row.get(name, "") for name in OWN_HEADER] for row in rows])


def goal(name, **values):
    return {"kind": "goal", "project": "Rocket", "name": name, "horizon": "mid"} | values


def brought(owner, *rows):
    """Return an import of the rows, applied."""
    planimport = uploaded(owner, plan(*rows))
    apply_import(planimport, by=owner)
    return planimport


def tree(team):
    return {row.title: row.parent and row.parent.title for row in Goal.objects.filter(team=team)}


def test_a_goal_has_all_that_its_row_says(owner):
    brought(
        owner,
        goal(
            "Grow",
            state="paused",
            horizon="Long term",
            planned_end="2027-03-31",
            owner=owner.name,
            weight="7",
            progress_from="milestones",
            description="As told.",
        ),
    )

    row = Goal.objects.get()
    assert (row.title, row.project.name, row.lifecycle, row.horizon) == ("Grow", "Rocket", "paused", "long")
    assert (row.target_on, row.owner, row.weight) == (dt.date(2027, 3, 31), owner, 7)
    assert (row.progress_source, row.description) == ("milestones", "As told.")


def test_a_goal_stands_below_one_that_is_named_by_key_or_title_further_down(owner):
    rows = [goal("Low", parent_goal="G-9"), goal("Mid", key="G-9", parent_goal="Top"), goal("Top")]

    brought(owner, *rows)

    assert tree(owner.team) == {"Low": "Mid", "Mid": "Top", "Top": None}


def test_a_goal_stands_below_one_that_is_here_already(owner):
    here = GoalFactory(team=owner.team, project=ProjectFactory(team=owner.team, name="Rocket"), title="Here")

    brought(owner, goal("New", parent_goal="here"), goal("Newer", parent_goal=here.code))

    assert tree(owner.team) == {"Here": None, "New": "Here", "Newer": "Here"}


def test_milestones_count_for_the_goals_of_the_same_file(owner):
    rows = [goal("A; B"), {"kind": "milestone", "project": "Rocket", "name": "Beta", "goals": "A, B; Other"}]

    planimport = brought(owner, *rows)

    assert planimport.counts["new_goals"] == ["Other"]
    assert planimport.outcome == {"made": 3 - 1, "changed": 0, "skipped": []}
    assert sorted(Goal.objects.filter(milestones__title="Beta").values_list("title", flat=True)) == ["A; B", "Other"]


CHAIN = [goal(f"{n}", parent_goal=f"{n - 1}") for n in range(5, 1, -1)]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([goal("A", parent_goal="Nowhere")], "goal_parent_unknown"),
        ([goal("A", parent_goal="A")], "goal_parent_refused"),
        ([goal("B", parent_goal="A"), goal("A", parent_goal="B")], "goal_parent_refused"),
        ([goal("A", parent_goal="5"), *CHAIN, goal("1")], "goal_parent_refused"),
        ([goal("A", horizon="soon")], "horizon_unknown"),
        ([goal("A", state="cancelled")], "goal_state_unknown"),
        ([goal("A", progress_from="luck")], "progress_source_unknown"),
        ([goal("A", weight="101")], "weight_unreadable"),
    ],
)
def test_what_cannot_be_taken_over_is_said_and_the_goal_is_made_without_it(rows, code, owner):
    planimport = uploaded(owner, plan(*rows))

    assert verdicts(planimport)["A"] == ("create", [code])
    apply_import(planimport, by=owner)
    assert Goal.objects.get(title="A").parent is None
    assert Goal.objects.count() == len(rows)


@pytest.mark.parametrize("values", [{"name": ""}, {"name": "Fine"}, {"project": "Over"}])
def test_a_goal_that_cannot_be_is_left_out(values, owner):
    ProjectFactory(team=owner.team, name="Over", state="discontinued")
    planimport = uploaded(owner, plan(goal("Fine"), goal("Bad") | values))

    assert [row.verdict for row in planimport.rows.order_by("line")] == ["create", "bad"]


def test_a_file_changes_what_it_says_of_a_goal_and_never_its_state(owner):
    first = brought(owner, goal("Grow", external_id="g1"), goal("Trust", external_id="g2"))
    Goal.objects.get(title="Trust").close("achieved", by=owner)

    second = uploaded(
        owner,
        plan(
            goal("Grow more", external_id="g1", parent_goal="g2", planned_end="2026-09-30", state="dropped"),
            goal("Trust", external_id="g2", horizon=""),
        ),
    )
    apply_import(second, by=owner)

    row = Goal.objects.get(external_id="g1")
    assert verdicts(second) == {"Grow more": ("update", ["renamed", "goal_state_kept"]), "Trust": ("same", [])}
    assert (row.title, row.target_on, row.parent.title) == ("Grow more", dt.date(2026, 9, 30), "Trust")
    assert (row.lifecycle, row.outcome, Goal.objects.get(title="Trust").outcome) == ("active", "", "achieved")
    undo_import(second, by=owner)
    row.refresh_from_db()
    assert (row.title, row.target_on, row.parent) == ("Grow", None, None)
    assert first.outcome["made"] == 2


def test_goals_are_taken_back_with_those_below_them(owner):
    rows = [goal("Lowest", parent_goal="Low"), goal("Beside", parent_goal="Top"), goal("Low", parent_goal="Top")]
    planimport = brought(owner, *rows, goal("Top"), goal("Alone"))

    undo_import(planimport, by=owner)

    assert not Goal.objects.exists()


def test_goals_made_or_changed_by_others_meanwhile_are_left_alone_and_named(owner):
    brought(owner, goal("Grow", external_id="g1"))
    late = uploaded(owner, plan(goal("Growth", external_id="g1"), goal("New", external_id="g2", parent_goal="g1")))
    brought(owner, goal("New", external_id="g2"))
    row = Goal.objects.get(external_id="g1")
    row.description = "Changed"
    row.store(by=owner)

    apply_import(late, by=owner)

    assert [entry["code"] for entry in late.skipped] == ["made_meanwhile", "changed_meanwhile"]
    assert tree(owner.team) == {"Grow": None, "New": None}


def test_goals_of_a_project_discontinued_since_are_refused(owner):
    brought(owner, goal("Grow"))
    planimport = uploaded(owner, plan(goal("Late")))
    Goal.objects.get().project.change_state("discontinued", by=owner)

    with pytest.raises(ValidationError) as caught:
        apply_import(planimport, by=owner)

    assert [error.code for error in caught.value.error_dict["project"]] == ["project_discontinued"]


def test_the_page_shows_goals_with_their_words(browse, owner):
    planimport = uploaded(owner, plan(goal("Grow", state="missed"), goal("Low", parent_goal="Grow")))

    page = browse(owner).get(planimport.get_absolute_url()).content.decode()

    assert ("Missed" in page, "Goal:" in page, "Parent goal: <ins>Grow</ins>" in page) == (True, True, True)


@pytest.mark.parametrize("count", [1, 3])
def test_an_export_costs_the_same_for_more_goals(count, owner, queries):
    top = GoalFactory(team=owner.team)
    for _each in range(count):
        goal = GoalFactory(team=owner.team, parent=top, project=top.project, owner=owner)
        KeyResultFactory.create_batch(count, team=owner.team, goal=goal)

    with queries(5):
        rows = list(plan_rows(owner))

    assert len(rows) == 1 + count + count * count


def test_a_killed_or_stale_preview_of_goals_is_not_applied(owner):
    planimport = uploaded(owner, plan(goal("Grow")))
    PlanImport.objects.get().discard(by=owner)

    with pytest.raises(ValidationError):
        apply_import(planimport, by=owner)

    assert not Goal.objects.exists()
