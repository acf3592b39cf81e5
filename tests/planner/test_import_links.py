"""Links in files: read, judged, written, taken back, and brought home unchanged from an export."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.imports.applying import apply_import
from planner.imports.dialects import read_plan_file
from planner.imports.judging import Judge
from planner.imports.one_act import undo_import
from planner.imports.reading import open_plan
from planner.models import Dependency, Milestone, PlanImport
from planner.tasks import stage_import
from tests.factories.planner import DependencyFactory, MilestoneFactory, ProjectFactory
from tests.measuring import lines_run

from .import_files import uploaded, verdicts
from .test_import_export import exported

HEADER = "kind,key,name,project,state,planned_start,planned_end,waits_for\n"


def plan_of(*lines):
    return (HEADER + "\n".join(lines) + "\n").encode()


def read(*lines):
    return read_plan_file(plan_of(*lines)).rows


def rules(rows):
    return [[(link.name, link.line, link.kind, link.lag) for link in row.waits_for] for row in rows]


def told(team):
    links = Dependency.objects.filter(team=team).order_by("successor__title", "predecessor__title")
    return [(each.predecessor.title, each.successor.title, each.kind, each.lag) for each in links]


# Reading


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("", []),
        ("M-1", [("M-1", 2, "FS", 0)]),
        ("M-1 FS+2; M-3", [("M-1", 2, "FS", 2), ("M-3", 4, "FS", 0)]),
        ("m-1 ss；M-3 sf-1", [("m-1", 2, "SS", 0), ("M-3", 4, "SF", -1)]),
        ("M-1FF+3d", [("M-1", 2, "FF", 3)]),
        ("M-1 -4 天", [("M-1", 2, "FS", -4)]),
        ('"M-1,M-3SS+1"', [("M-1", 2, "FS", 0), ("M-3", 4, "SS", 1)]),
        ("Alpha", [("Alpha", 2, "FS", 0)]),
        ("Alpha FF - 12 days", [("Alpha", 2, "FF", -12)]),
        ("Phase SS", [("Phase SS", 4, "FS", 0)]),
        ("Phase SS SS", [("Phase SS", 4, "SS", 0)]),
        ("M-1; M-1 SS", [("M-1", 2, "FS", 0)]),
        ("M-77 SS", [("M-77", 0, "SS", 0)]),
        ("Somewhere else", [("Somewhere else", 0, "FS", 0)]),
    ],
)
def test_what_a_milestone_waits_for_is_read_by_key_title_and_number(cell, found):
    rows = read("milestone,M-1,Alpha,,,,,", f"milestone,M-2,Beta,,,,,{cell}", "milestone,M-3,Phase SS,,,,,")

    assert rules(rows) == [[], found, []]


def test_a_title_means_the_milestone_of_the_own_project_first():
    rows = read("milestone,M-1,Alpha,P,,,,", "milestone,M-2,Alpha,Q,,,,", "milestone,M-3,Beta,Q,,,,Alpha")

    assert rules(rows)[2] == [("Alpha", 3, "FS", 0)]


def test_a_title_that_several_bear_elsewhere_is_not_guessed():
    rows = read("milestone,M-1,Alpha,P,,,,", "milestone,M-2,Alpha,Q,,,,", "milestone,M-3,Beta,R,,,,Alpha")

    assert rules(rows)[2] == []
    assert [problem.code for problem in rows[2].problems] == ["link_ambiguous"]


def test_a_lag_beyond_a_year_and_links_of_tasks_are_said():
    rows = read("milestone,M-1,Alpha,,,,,", "milestone,M-2,Beta,,,,,M-1 +251", "task,T-1,Call,,,,,M-1")

    assert rules(rows) == [[], [], []]
    assert [[problem.code for problem in row.problems] for row in rows] == [
        [],
        ["lag_unreadable"],
        ["milestone_missing", "link_of_task"],
    ]


def test_a_cell_with_more_names_than_are_taken_is_said():
    lines = [f"milestone,M-{n},Row {n},,,,," for n in range(1, 103)]
    rows = read(*lines, f"milestone,M-200,Last,,,,,{';'.join(f'M-{n}' for n in range(1, 103))}")

    assert len(rows[-1].waits_for) == 100
    assert [problem.code for problem in rows[-1].problems] == ["too_many_links"]


def test_plain_lists_name_what_they_wait_for_by_their_own_numbers():
    content = b'id,title,duration (days),predecessors\n1,Alpha,3,\n2,Beta,5 days,1\n3,Gamma,,"1FS+3d,2"\n'
    rows = read_plan_file(content).rows

    assert rules(rows) == [[], [("1", 2, "FS", 0)], [("1", 2, "FS", 3), ("2", 3, "FS", 0)]]
    assert [row.days_likely for row in rows] == [3, 5, None]


# Judging and writing


@pytest.mark.django_db
def test_links_of_a_file_are_made_whatever_the_order_of_its_rows_and_taken_back(owner):
    content = plan_of(
        "milestone,M-1,Alpha,P,,,,M-3 SS-2",
        "milestone,M-2,Beta,P,,,,M-1",
        "milestone,M-3,Gamma,Q,,,,",
    )
    planimport = uploaded(owner, content)

    apply_import(planimport, by=owner)
    made = told(owner.team)
    again = uploaded(owner, content)
    undo_import(planimport, by=owner)

    assert made == [("Gamma", "Alpha", "SS", -2), ("Alpha", "Beta", "FS", 0)]
    assert (planimport.counts["links"], planimport.outcome["skipped"]) == (2, [])
    assert (again.counts["same"], "links" in again.counts) == (3, False)
    assert not Milestone.objects.exists()


@pytest.mark.django_db
def test_importing_an_export_changes_no_link(browse, owner):
    project = ProjectFactory(team=owner.team)
    first, second, third = MilestoneFactory.create_batch(3, team=owner.team, project=project)
    DependencyFactory(team=owner.team, predecessor=first, successor=third, kind="FF", lag=3)
    DependencyFactory(team=owner.team, predecessor=second, successor=third)
    content = exported(browse(owner))

    again = uploaded(owner, content)
    Dependency.objects.filter(predecessor=first).update(kind="SS", lag=0)
    Dependency.objects.filter(predecessor=second).delete()
    back = uploaded(owner, content)
    apply_import(back, by=owner)

    assert f"{first.code}FF+3d; {second.code}" in content.decode()
    assert [(row.title, row.verdict) for row in again.rows.exclude(verdict="same")] == []
    assert (back.counts["links"], back.counts["update"]) == (2, 1)
    assert {(link.predecessor, link.kind, link.lag) for link in Dependency.objects.all()} == {
        (first, "FF", 3),
        (second, "FS", 0),
    }


@pytest.mark.django_db
def test_an_export_brings_its_links_to_another_team(browse, owner, stranger):
    project = ProjectFactory(team=owner.team)
    first, second = (MilestoneFactory(team=owner.team, project=project, title=title) for title in ("Alpha", "Beta"))
    DependencyFactory(team=owner.team, predecessor=second, successor=first, lag=1)

    apply_import(uploaded(stranger, exported(browse(owner))), by=stranger)

    assert told(stranger.team) == [("Beta", "Alpha", "FS", 1)]


@pytest.mark.django_db
def test_a_link_that_a_file_does_not_name_stays(owner):
    first, second, third = MilestoneFactory.create_batch(3, team=owner.team, project=ProjectFactory(team=owner.team))
    DependencyFactory(team=owner.team, predecessor=first, successor=third)

    for cell in ("", second.code):
        line = f"milestone,{third.code},{third.title},,planned,,,{cell}"
        apply_import(uploaded(owner, plan_of(line)), by=owner)

    assert set(Dependency.objects.values_list("predecessor", flat=True)) == {first.pk, second.pk}


@pytest.mark.django_db
def test_a_circle_in_a_file_is_named_and_its_links_are_left_out(owner):
    here = MilestoneFactory(team=owner.team, title="Here", number=9)
    there = MilestoneFactory(team=owner.team, title="There", number=8, project=here.project)
    DependencyFactory(team=owner.team, predecessor=here, successor=there)
    planimport = uploaded(
        owner,
        plan_of(
            "milestone,A,Alpha,P,,,,B",
            "milestone,B,Beta,P,,,,A",
            "milestone,C,Gamma,P,,,,A",
            "milestone,M-9,Here,,planned,,,M-8",
        ),
    )

    apply_import(planimport, by=owner)

    ways = {
        row.title: [problem["params"]["way"] for problem in row.problems if problem["code"] == "link_circle"]
        for row in planimport.rows.all()
    }
    assert ways["Here"] == ["M-8 → M-9 → M-8"]
    assert {*ways["Alpha"], *ways["Beta"]} <= {"Alpha → Beta → Alpha", "Beta → Alpha → Beta"}
    assert (len(ways["Alpha"]), len(ways["Beta"]), ways["Gamma"]) == (1, 1, [])
    assert told(owner.team) == [("Alpha", "Gamma", "FS", 0), ("Here", "There", "FS", 0)]


@pytest.mark.django_db
def test_what_cannot_be_waited_for_is_said(owner):
    planimport = uploaded(
        owner, plan_of("milestone,A,Alpha,,,2026-05-02,2026-05-01,", "milestone,B,Beta,,,,,A; B; Nobody; M-5")
    )

    assert verdicts(planimport)["Beta"] == (
        "create",
        ["link_refused", "link_itself", "link_unknown", "link_unknown"],
    )


@pytest.mark.django_db
def test_a_circle_that_somebody_closed_since_the_preview_is_left_alone_and_named(owner):
    first, second = MilestoneFactory.create_batch(2, team=owner.team, project=ProjectFactory(team=owner.team))
    planimport = uploaded(owner, plan_of(f"milestone,{second.code},{second.title},,planned,,,{first.code}"))
    DependencyFactory(team=owner.team, predecessor=second, successor=first)

    apply_import(planimport, by=owner)

    assert [entry["code"] for entry in planimport.outcome["skipped"]] == ["links_changed_meanwhile"]
    assert [(row.predecessor, row.successor) for row in Dependency.objects.all()] == [(second, first)]


@pytest.mark.django_db
def test_the_preview_shows_what_is_waited_for(browse, owner):
    first, second = MilestoneFactory.create_batch(2, team=owner.team, project=ProjectFactory(team=owner.team))
    planimport = uploaded(owner, plan_of(f"milestone,{second.code},{second.title},,planned,,,{first.code} SS+2"))

    page = browse(owner).get(planimport.get_absolute_url()).content.decode()

    assert f"Waits for: <ins>{first.code} SS+2</ins>" in page


# Cost


def chain(rows):
    lines = [f"milestone,K-{n},Step {n},P,,,,{f'K-{n - 1} FS+1; K-{n // 2}' if n > 2 else ''}" for n in range(rows)]
    return plan_of(*lines)


def staged(owner, content):
    planimport = uploaded(owner, content)
    if planimport.job_id:
        stage_import(str(planimport.job_id))
        planimport = PlanImport.objects.get(pk=planimport.pk)
    return planimport


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [100, 400])
def test_links_cost_no_statement_for_each(owner, rows):
    planimport = staged(owner, chain(rows))

    with CaptureQueriesContext(connection) as applying:
        apply_import(planimport, by=owner)
    made = Dependency.objects.count()
    with CaptureQueriesContext(connection) as undoing:
        undo_import(planimport, by=owner)

    assert made == 2 * (rows - 3)
    assert max(len(applying), len(undoing)) <= 60 + rows / 10


@pytest.mark.django_db
@pytest.mark.parametrize("shape", ["chain", "pairs"])
def test_twice_the_links_are_twice_the_work_to_judge(owner, shape):
    def content(rows):
        if shape == "chain":
            return chain(rows)
        return plan_of(*(f"milestone,K-{n},Step {n},P,,,,K-{n ^ 1}" for n in range(rows)))

    def work(rows):
        planimport = PlanImport(team=owner.team, file_name="plan.csv", made_by=owner)
        reading = open_plan(content(rows))
        return lines_run(lambda: list(Judge(planimport, reading).verdicts()))

    work(20)
    assert work(400) < 2.2 * work(200)
