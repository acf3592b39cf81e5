"""Milestones as the simulation takes them: work, earliest start and what is assumed, each worked out by hand."""

import pytest

from forecast.assumptions import Assumption
from forecast.model import Link
from forecast.plan_inputs import KIND, plan_of
from tests.forecast.given import CLOCK, certain, day, link, milestone, pert

THREE = {"days_min": 3, "days_likely": 8, "days_max": 12}


def read(*rows, links=()):
    return plan_of(rows, links, CLOCK)


def only(*rows, links=()):
    """Return the node of the last row, and what was assumed of it as (key, figures, whether it counts)."""
    plan = read(*rows, links=links)
    node = next((node for node in plan.nodes if node.id == rows[-1]["id"]), None)
    return node, [(n.key, dict(n.figures), n.counts) for n in plan.assumptions if n.id == rows[-1]["id"]]


# What is given, and what is assumed of it


def test_three_figures_are_taken_as_they_are():
    node, notes = only(milestone("a", **THREE, due_on=day("03-20")))

    assert (node.work, node.earliest, node.due, notes) == (pert(3, 8, 12), 0, 18, [])


def test_figures_of_zero_are_figures():
    assert only(milestone("a", days_min=0, days_likely=0, days_max=0))[0].work == certain(0)


def test_of_one_figure_the_ends_are_20_per_cent_less_and_60_more():
    node, notes = only(milestone("a", days_likely=10))

    assert (node.work, notes) == (pert(8, 10, 16), [("range", {"days": 10}, True)])


@pytest.mark.parametrize(
    ("given", "work"), [({"days_min": 2}, pert(2, 10, 16)), ({"days_max": 11}, pert(8, 10, 11))], ids=["low", "high"]
)
def test_an_end_that_is_given_stays(given, work):
    assert only(milestone("a", days_likely=10, **given))[0].work == work


def test_figures_of_a_template_are_listed_as_such():
    node, notes = only(milestone("a", **THREE, external_source="template"))

    assert (node.work, notes) == (pert(3, 8, 12), [("suggested", {"low": 3, "high": 12}, True)])


@pytest.mark.parametrize(
    ("given", "span", "earliest"),
    [
        ({"starts_on": day("03-09")}, 10, 5),
        ({"starts_on": day("02-16")}, 15, 0),
        ({}, 15, 0),
        ({"due_on": day("07-24")}, 60, 45),
        ({"due_on": day("07-24"), "starts_on": day("03-02")}, 105, 0),
        ({"state": "in_progress", "started_on": day("02-02"), "starts_on": day("02-02")}, 15, 0),
    ],
    ids=["from its start", "from today, not the past", "from today", "sixty at most", "its own span", "in progress"],
)
def test_without_an_estimate_the_span_up_to_its_due_day_counts_up_to_double(given, span, earliest):
    node, notes = only(milestone("a", **({"due_on": day("03-20")} | given)))

    assert (node.work, node.earliest) == (pert(0.8 * span, span, 2 * span), earliest)
    assert notes == [("estimate", {"days": span}, True)]


def test_without_start_the_span_begins_after_what_it_waits_for_is_due():
    first = milestone("a", days_likely=2, due_on=day("03-06"))

    node, notes = only(first, milestone("b", due_on=day("03-20")), links=[link("a", "b")])

    assert (node.work, node.earliest) == (pert(8, 10, 20), 5)
    assert notes == [("estimate", {"days": 10}, True)]


@pytest.mark.parametrize(
    ("started", "likely"),
    [("2026-01-05", 10), ("2026-02-24", 3), ("2025-06-02", 20), (None, 3)],
    ids=["a quarter of 40 days", "three at least", "twenty at most", "of no known start"],
)
def test_overdue_without_estimate_it_takes_a_quarter_of_its_span_more(started, likely):
    begun = {"state": "in_progress", "started_on": started and type(CLOCK.today).fromisoformat(started)}

    node, notes = only(milestone("a", due_on=day("02-27"), **begun))

    assert (node.work, node.earliest, node.due) == (pert(likely / 2, likely, likely * 3), 0, -3)
    assert notes == [("overdue", {}, True)]


def test_overdue_with_an_estimate_the_estimate_counts():
    node, notes = only(milestone("a", due_on=day("02-27"), **THREE))

    assert (node.work, node.due, notes) == (pert(3, 8, 12), -3, [])


def test_without_date_and_estimate_a_linked_one_takes_10_to_40_days_and_another_is_left_out():
    plan = read(milestone("a"), milestone("b", days_likely=1), milestone("c"), links=[link("a", "b")])

    assert {node.id: node.work for node in plan.nodes} == {"a": pert(10, 20, 40), "b": pert(0.8, 1, 1.6)}
    assert [note for note in plan.assumptions if note.key != "range"] == [
        Assumption("no_date", KIND, "a"),
        Assumption("left_out", KIND, "c", counts=False),
    ]


def test_blocked_it_waits_on_top_of_its_work():
    node, notes = only(milestone("a", **THREE, blocked=True))

    assert (node.work, node.wait, notes) == (pert(3, 8, 12), pert(2, 5, 20), [("blocked", {}, True)])


# Work begun


@pytest.mark.parametrize(
    ("estimated", "started", "work"),
    [
        ("02-23", "02-16", pert(0, 3, 7)),
        ("02-16", "02-25", pert(0, 5, 9)),
        ("03-02", "02-02", pert(3, 8, 12)),
        ("02-13", "02-13", pert(0, 0, 1)),
    ],
    ids=["five days since the estimate", "three since the start", "estimated today", "eleven since both"],
)
def test_of_work_begun_the_days_since_estimate_and_start_are_gone(estimated, started, work):
    row = milestone("a", state="in_progress", estimated_on=day(estimated), started_on=day(started), **THREE)

    node, notes = only(row)

    assert (node.work, node.started, notes) == (work, True, [])


def test_an_estimate_used_up_leaves_1_to_10_days():
    row = milestone("a", state="in_review", estimated_on=day("02-12"), started_on=day("02-12"), **THREE)

    node, notes = only(row)

    assert (node.work, notes) == (pert(1, 3, 10), [("used_up", {}, True)])


def test_what_is_planned_uses_nothing_up():
    assert only(milestone("a", estimated_on=day("01-05"), **THREE))[0].work == pert(3, 8, 12)


def test_work_begun_starts_today_whatever_its_start_and_keeps_when_it_began():
    row = milestone("a", state="in_progress", starts_on=day("03-16"), started_on=day("02-23"), **THREE)

    node, _notes = only(row)

    assert (node.earliest, node.began) == (0, -5)


@pytest.mark.parametrize(("completed", "done", "on"), [("02-27", 0, -3), ("02-20", -5, -10), ("03-02", 0, 0)])
def test_what_is_completed_is_done_in_the_past(completed, done, on):
    node, notes = only(milestone("a", state="completed", completed_on=day(completed), due_on=day("02-20")))

    assert (node.work, node.done, node.done_day, notes) == (certain(0), done, on, [])


# Start and links


@pytest.mark.parametrize(
    ("follows", "linked", "earliest"), [(False, False, 5), (True, False, 5), (False, True, 5), (True, True, 0)]
)
def test_a_start_holds_what_is_pinned_or_waits_for_nothing(follows, linked, earliest):
    row = milestone("b", starts_on=day("03-09"), follows_links=follows, **THREE)

    node, _notes = only(milestone("a", **THREE), row, links=[link("a", "b")] if linked else [])

    assert node.earliest == earliest


def test_links_are_taken_with_kind_and_lag():
    plan = read(milestone("a", **THREE), milestone("b", **THREE), links=[link("a", "b", "SS", -3)])

    assert plan.links == (Link("a", "b", "SS", -3.0),)


@pytest.mark.parametrize("given", [{"state": "cancelled"}, {"project__state": "finished"}], ids=["itself", "project"])
def test_what_is_given_up_is_out_with_its_links(given):
    plan = read(milestone("a", **THREE, **given), milestone("b", **THREE), links=[link("a", "b")])

    assert ([node.id for node in plan.nodes], plan.links) == (["b"], ())


def test_what_is_completed_stays_when_its_project_is_closed():
    row = milestone("a", state="completed", completed_on=day("02-20"), project__state="finished")

    assert [node.id for node in read(row).nodes] == ["a"]
