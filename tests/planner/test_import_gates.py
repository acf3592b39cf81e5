"""Quality gates of imported milestones: what is new is added, what is there stays, the rest is said of the row."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.tabular.writer import csv_bytes
from planner.imports.applying import apply_import
from planner.imports.one_act import undo_import
from planner.models import GateCheck, Milestone
from tests.factories.gates import GateCheckFactory, MetricFactory
from tests.factories.planner import MilestoneFactory, ProjectFactory

from .import_files import uploaded, verdicts

pytestmark = pytest.mark.django_db

HEADER = ["kind", "key", "name", "project", "state", "planned_start", "planned_end", "gates"]


@pytest.fixture
def rocket(owner):
    return ProjectFactory(team=owner.team, name="Rocket")


def plan(*rows):
    return csv_bytes(
        HEADER, [["milestone", key, name, "Rocket", state, "", "", gates] for key, name, state, gates in rows]
    )


def gates_of(milestone):
    checks = GateCheck.objects.filter(milestone=milestone)
    return list(checks.values_list("kind", "title", "is_required", "state", "position"))


def test_a_new_milestone_gets_its_gates_with_one_undo(owner, rocket):
    planimport = uploaded(owner, plan(("", "Beta", "planned", "checkbox* Docs; metric Recall >= 0.98 [%] valid 14")))

    apply_import(planimport, by=owner)

    milestone = Milestone.objects.get()
    assert gates_of(milestone) == [("checkbox", "Docs", True, "open", 1), ("metric", "Recall", False, "open", 2)]
    metric = milestone.gate_checks.get(kind="metric")
    assert (metric.rule, metric.valid_days, metric.requested_by) == ("≥ 0.98 %", 14, owner)
    assert planimport.outcome == {"made": 1, "changed": 0, "skipped": []}

    undo_import(planimport, by=owner)

    assert (Milestone.objects.exists(), GateCheck.objects.exists()) == (False, False)


def test_a_gate_that_is_there_keeps_what_it_asks_for_and_how_it_stands(owner, rocket):
    milestone = MilestoneFactory(team=owner.team, project=rocket, title="Beta")
    GateCheckFactory(team=owner.team, milestone=milestone, title="Docs; all", state="passed", position=7)
    MetricFactory(team=owner.team, milestone=milestone, title="Recall", position=8)
    content = plan(
        (milestone.code, "Beta", "planned", "evidence docs, all; metric RECALL > 5; checkbox Recall; approval* Launch")
    )

    planimport = uploaded(owner, content)
    apply_import(planimport, by=owner)

    assert verdicts(planimport) == {"Beta": ("update", [])}
    assert gates_of(milestone) == [
        ("checkbox", "Docs; all", True, "passed", 7),
        ("metric", "Recall", True, "open", 8),
        ("checkbox", "Recall", False, "open", 9),
        ("approval", "Launch", True, "open", 10),
    ]
    assert verdicts(uploaded(owner, content)) == {"Beta": ("same", [])}


def test_the_preview_shows_the_gates_that_would_be_added(browse, owner, rocket):
    planimport = uploaded(owner, plan(("", "Beta", "planned", "checkbox* Docs reviewed")))

    page = browse(owner).get(planimport.get_absolute_url()).content.decode()

    assert "<ins>Docs reviewed</ins>" in page


@pytest.mark.parametrize(
    ("state", "gates", "code"),
    [
        ("completed", "checkbox Docs", "gates_of_completed"),
        ("planned", "metric Recall > 1000000000001", "gate_broken"),
        ("planned", "metric Recall > 0.0000001", "gate_broken"),
        ("planned", "metric Recall > 1 valid 3651", "gate_broken"),
        ("planned", f"metric Recall > 1 [{'u' * 21}]", "gate_broken"),
        ("planned", f"checkbox {'x' * 201}", "gate_broken"),
        ("planned", "Docs", "gate_unreadable"),
    ],
)
def test_a_gate_that_cannot_be_made_is_a_warning_and_the_milestone_is_made(owner, rocket, state, gates, code):
    planimport = uploaded(owner, plan(("", "Beta", state, gates)))

    apply_import(planimport, by=owner)

    assert verdicts(planimport) == {"Beta": ("create", [code])}
    assert (Milestone.objects.count(), GateCheck.objects.exists()) == (1, False)


@pytest.mark.parametrize(("there", "made", "codes"), [(28, 30, []), (29, 30, ["gates_full"])])
def test_a_milestone_takes_as_many_gates_as_it_has_room_for(owner, rocket, there, made, codes):
    milestone = MilestoneFactory(team=owner.team, project=rocket, title="Beta")
    GateCheckFactory.create_batch(there, team=owner.team, milestone=milestone, position=1)
    planimport = uploaded(owner, plan((milestone.code, "Beta", "planned", "checkbox A; checkbox B")))

    apply_import(planimport, by=owner)

    assert (verdicts(planimport), milestone.gate_checks.count()) == ({"Beta": ("update", codes)}, made)


def test_gates_of_a_milestone_that_has_no_room_for_them_any_more_are_left_out_and_named(owner, rocket):
    milestone = MilestoneFactory(team=owner.team, project=rocket, title="Beta")
    GateCheckFactory.create_batch(29, team=owner.team, milestone=milestone)
    planimport = uploaded(owner, plan((milestone.code, "Beta", "planned", "checkbox A")))
    GateCheckFactory(team=owner.team, milestone=milestone)

    apply_import(planimport, by=owner)

    assert [entry["code"] for entry in planimport.skipped] == ["gates_changed_meanwhile"]
    assert milestone.gate_checks.count() == 30


def test_a_milestone_completed_since_the_preview_gets_no_gates(owner, rocket):
    milestone = MilestoneFactory(team=owner.team, project=rocket, title="Beta")
    planimport = uploaded(owner, plan((milestone.code, "Beta", "", "checkbox A")))
    milestone.complete(by=owner)

    apply_import(planimport, by=owner)

    assert [entry["code"] for entry in planimport.skipped] == ["changed_meanwhile"]
    assert not GateCheck.objects.exists()


def test_a_gate_added_by_hand_since_the_preview_is_not_made_twice(owner, rocket):
    milestone = MilestoneFactory(team=owner.team, project=rocket, title="Beta")
    planimport = uploaded(owner, plan((milestone.code, "Beta", "planned", "checkbox A; checkbox B")))
    GateCheckFactory(team=owner.team, milestone=milestone, title="a")

    apply_import(planimport, by=owner)

    assert [title for _kind, title, *_rest in gates_of(milestone)].count("B") == 1
    assert (milestone.gate_checks.count(), planimport.skipped) == (2, [])


def test_gates_cost_no_statement_for_each_milestone(owner, rocket):
    def cost(count):
        rows = [("", f"{count} {number}", "planned", "checkbox A; approval B") for number in range(count)]
        with CaptureQueriesContext(connection) as captured:
            planimport = uploaded(owner, plan(*rows))
            apply_import(planimport, by=owner)
            undo_import(planimport, by=owner)
        return len(captured)

    assert cost(40) < cost(5) + 10  # the more rows, the more batches
    assert not GateCheck.objects.exists()
