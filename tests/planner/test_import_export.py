"""The plan as a file: complete, safe in a spreadsheet program, and harmless to import again."""

import datetime as dt
import gc

import pytest

from core.tabular.reader import read_table
from planner.imports.applying import apply_import
from planner.imports.exporting import AT_A_TIME
from planner.imports.headers import OWN_HEADER
from planner.imports.reading import open_plan
from planner.models import Goal, Milestone
from tests.factories.gates import GateCheckFactory, MetricFactory
from tests.factories.planner import GoalFactory, KeyResultFactory, MilestoneFactory, ProjectFactory, TaskFactory

from .import_files import uploaded

pytestmark = pytest.mark.django_db
URL = "/t/acme/plan.csv"


def exported(client):
    answer = client.get(URL)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.fixture
def filled(owner):
    project = ProjectFactory(team=owner.team, name="Rocket")
    goal = GoalFactory(team=owner.team, project=project, title="Users; many of them")
    milestone = MilestoneFactory(
        team=owner.team,
        project=project,
        goal=goal,
        title="Beta",
        owner=owner,
        due_on="2026-05-01",
        starts_on="2026-03-01",
    )
    MilestoneFactory(team=owner.team, project=project, title="Old one").complete(by=owner)
    TaskFactory(team=owner.team, milestone=milestone, title="Invite", assignee=owner, due_on="2026-04-01")
    TaskFactory(team=owner.team, milestone=None, title="Loose", description="Two\nlines")
    return owner.team


def test_an_export_holds_every_goal_key_result_milestone_and_task_under_our_header(browse, viewer, filled):
    KeyResultFactory(team=viewer.team, goal=Goal.objects.get(), title="Users")

    table = read_table(exported(browse(viewer)).decode("utf-8-sig"))

    assert table.header.cells == OWN_HEADER
    assert sorted((row.at(0), row.at(3)) for row in table.rows) == [
        ("goal", "Users; many of them"),
        ("key_result", "Users"),
        ("milestone", "Beta"),
        ("milestone", "Old one"),
        ("task", "Invite"),
        ("task", "Loose"),
    ]


def test_importing_an_export_changes_nothing(browse, owner, filled):
    planimport = uploaded(owner, exported(browse(owner)))

    assert [(row.title, row.verdict, row.problems) for row in planimport.rows.exclude(verdict="same")] == []
    assert (planimport.counts["same"], planimport.counts["new_projects"], planimport.counts["new_goals"]) == (5, [], [])


def test_an_export_says_what_gates_ask_for_and_how_many_are_met_today(browse, viewer):
    milestone = MilestoneFactory(team=viewer.team, title="Beta")
    made = {"team": viewer.team, "milestone": milestone}
    GateCheckFactory(title="Docs", state="waived", reason="Later", position=1, **made)
    MetricFactory(title="Recall", is_required=False, state="passed", position=2, **made)
    MetricFactory(title="Old", state="passed", counts_until="2025-01-01", unit="", valid_days=None, position=3, **made)

    [row] = read_table(exported(browse(viewer)).decode("utf-8-sig")).rows

    cells = dict(zip(OWN_HEADER, row.cells, strict=True))
    assert cells["gates"] == "checkbox* Docs; metric Recall >= 0.9 [F1] valid 14; metric* Old >= 0.9"
    assert (cells["gates_passed"], cells["gates_total"]) == ("2", "3")


@pytest.mark.parametrize("title", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1+1"])
def test_no_cell_of_an_export_can_be_run_as_a_formula(title, browse, owner):
    project = ProjectFactory(team=owner.team, name=title)
    MilestoneFactory(team=owner.team, project=project, title=title, description=title)

    content = exported(browse(owner)).decode("utf-8-sig")

    assert f'"{title}"' not in content
    assert content.count(f'"\'{title}"') == 3
    assert open_plan(content.encode()).plan.rows[0].title == title


def test_an_export_shows_only_the_own_team(browse, owner, stranger):
    MilestoneFactory(team=stranger.team, title="Theirs")

    assert b"Theirs" not in exported(browse(owner))


def test_an_export_costs_the_same_for_more_rows(browse, owner, queries):
    project = ProjectFactory(team=owner.team)
    client = browse(owner)
    client.get("/t/acme/import/example.csv")

    for count in (1, 3):
        for milestone in MilestoneFactory.create_batch(count, team=owner.team, project=project):
            GateCheckFactory.create_batch(2, team=owner.team, milestone=milestone)
        with queries(10):
            exported(client)


def test_the_example_file_is_our_own_format_and_can_be_imported(browse, member):
    content = browse(member).get("/t/acme/import/example.csv").content

    planimport = uploaded(member, content)

    assert planimport.findings["dialect"] == "landfall"
    assert planimport.counts["create"] == 4
    assert not Milestone.objects.exists()


def alive(model):
    gc.collect()
    return sum(type(thing) is model for thing in gc.get_objects())


def test_the_rows_of_a_file_are_let_go_while_it_is_sent(browse, owner):
    project = ProjectFactory(team=owner.team)
    Milestone.objects.bulk_create(
        MilestoneFactory.build(team=owner.team, project=project, number=number, description="x" * 100)
        for number in range(3 * AT_A_TIME)
    )
    before = alive(Milestone)

    held = [alive(Milestone) - before for _block in browse(owner).get(URL).streaming_content]

    assert len(held) > 10
    assert max(held) <= AT_A_TIME + 1  # one more: the last of the chunk before


def test_estimates_starts_and_what_follows_come_back_as_they_were(browse, owner):
    project = ProjectFactory(team=owner.team, name="Rocket")
    MilestoneFactory(
        team=owner.team, project=project, state="in_progress", days_min=2, days_likely=5, started_on="2026-02-23"
    )
    MilestoneFactory(team=owner.team, project=project, days_likely=0, follows_links=True)

    content = exported(browse(owner))
    again = uploaded(owner, content)
    Milestone.objects.update(days_min=None, days_likely=9, started_on=None, follows_links=False)
    apply_import(uploaded(owner, content), by=owner)

    assert again.counts["same"] == 2
    assert list(Milestone.objects.order_by("number").values_list("days_min", "days_likely", "days_max")) == [
        (2, 5, None),
        (None, 0, None),
    ]
    assert list(Milestone.objects.order_by("number").values_list("started_on", "follows_links")) == [
        (dt.date(2026, 2, 23), False),
        (None, True),
    ]
