"""What a page reads of a run: the places it asks for, and nothing else."""

import pytest
import time_machine

from forecast.models import Run, RunPlan
from forecast.picking import Picked, put_together
from forecast.sight import run_about
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

RESULTS = {"at": [0.5, 0.8], "target": None, "milestones": {"a": {"days": [1, None]}, "b.c": {"days": []}}, "gains": {}}


@pytest.fixture
def run(team):
    with time_machine.travel(NOW, tick=False):
        run = Run.objects.create(team=team, cause="asked", on=NOW.date(), seed=1, engine="1", iterations=1_000)
    RunPlan.objects.create(run=run, team=team, results=RESULTS, stamp="", digest="")
    return run


def picked(*paths):
    return RunPlan.objects.annotate(found=Picked("results", paths)).values_list("found", flat=True).get()


def test_each_path_gives_what_stands_there_or_nothing(run):
    paths = [("milestones", "a"), ("at",), ("milestones", "nobody"), ("nothing", "at", "all"), ("milestones", "b.c")]

    found = picked(*paths)

    assert found[: len(paths)] == [{"days": [1, None]}, [0.5, 0.8], None, None, {"days": []}]


@pytest.mark.parametrize("paths", [[], [("target",)], [("gains",)]])
def test_one_path_or_none_is_answered_as_a_list_too(run, paths):
    found = put_together(paths, picked(*paths))

    assert found == ({"gains": {}} if paths == [("gains",)] else {})


def test_a_page_of_fifty_rows_is_read_at_once(run):
    paths = [("at",), *(("milestones", str(number)) for number in range(50)), ("milestones", "a")]

    assert put_together(paths, picked(*paths)) == {"at": [0.5, 0.8], "milestones": {"a": {"days": [1, None]}}}


def test_a_run_comes_with_what_was_asked_for_in_one_statement(run, owner, queries):
    with queries(1):
        found = run_about(owner, plan=[("milestones", "a")], money=[("target",)])
        results = found.plan.results

    assert results == {"milestones": {"a": {"days": [1, None]}}}
    assert found._state.fields_cache["money"] is None


def test_gains_are_those_of_the_last_run_that_has_worked_them_out(run, owner):
    assert run_about(owner, plan=[("gains",)]) is None

    Run.objects.update(has_gains=True)

    assert run_about(owner, plan=[("gains",)]) == run
