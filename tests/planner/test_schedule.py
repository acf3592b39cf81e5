"""The passes over a plan: published networks, and floats held to what they mean by a second way of reckoning."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.calendar import MONDAY_TO_FRIDAY, Calendar
from planner.schedule import Item, Link, Plan, dates_of, schedule

# Hillier and Lieberman, Introduction to Operations Research, PERT/CPM: Reliable Construction Co., in weeks. Of each
# activity what it waits for, its three points and the expected time the book gives.
RELIABLE = {
    "A": ("", (1, 2, 3), 2),
    "B": ("A", (2, 3.5, 8), 4),
    "C": ("B", (6, 9, 18), 10),
    "D": ("C", (4, 5.5, 10), 6),
    "E": ("C", (1, 4.5, 5), 4),
    "F": ("E", (4, 4, 10), 5),
    "G": ("D", (5, 6.5, 11), 7),
    "H": ("EG", (5, 8, 17), 9),
    "I": ("C", (3, 7.5, 9), 7),
    "J": ("FI", (3, 9, 9), 8),
    "K": ("J", (4, 4, 4), 4),
    "L": ("J", (1, 5.5, 7), 5),
    "M": ("H", (1, 2, 3), 2),
    "N": ("KL", (5, 5.5, 9), 6),
}
PATHS = {"ABCDGHM": 40, "ABCEHM": 31, "ABCEFJKN": 43, "ABCEFJLN": 44, "ABCIJKN": 41, "ABCIJLN": 42}

DURATIONS = st.integers(0, 12)
KINDS = st.sampled_from(["FS", "SS", "FF", "SF"])


@st.composite
def plans(draw):
    """Up to eight items, named in an order that respects their links, and given in another."""
    count = draw(st.integers(1, 8))
    pairs = draw(
        st.sets(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda two: two[0] < two[1]))
    )
    links = tuple(Link(before, after, draw(KINDS), draw(st.integers(-6, 9))) for before, after in sorted(pairs))
    items = [Item(n, duration=draw(DURATIONS)) for n in range(count)]
    return Plan(tuple(draw(st.permutations(items))), links)


def reliable(durations):
    items = tuple(Item(name, duration=durations(points, mean)) for name, (_waits, points, mean) in RELIABLE.items())
    links = tuple(Link(before, name) for name, (waits, *_more) in RELIABLE.items() for before in waits)
    return schedule(Plan(items, links))


def starts(plan, slips=None):
    """Say it another way: raise each start until every rule holds (Bellman and Ford)."""
    slips = slips or {}
    found = {item.id: float(slips.get(item.id, 0)) for item in plan.items}
    length = {item.id: item.duration for item in plan.items}
    for _round in plan.items:
        for link in plan.links:
            start, finish = found[link.before], found[link.before] + length[link.before]
            least = {
                "FS": finish + link.lag,
                "SS": start + link.lag,
                "FF": finish + link.lag - length[link.after],
                "SF": start + link.lag - length[link.after],
            }
            found[link.after] = max(found[link.after], least[link.kind])
    return found


def end_of(plan, slips=None):
    return max(start + plan.by_id[place].duration for place, start in starts(plan, slips).items())


def critical(found):
    """Return the ids of what decides the end, in the order in which it begins."""
    return sorted((place for place, at in found.times.items() if at.critical), key=lambda place: found.times[place].es)


def slipped(plan, place, days):
    """Return the slip that begins an item so many days later than it could."""
    return {place: starts(plan)[place] + days}


def test_the_expected_times_of_the_textbook_lead_to_its_critical_path():
    found = reliable(lambda _points, mean: mean)

    assert (found.end, "".join(critical(found))) == (44, "ABCEFJLN")


def test_the_float_of_the_textbook_is_what_its_longest_path_lacks():
    found = reliable(lambda _points, mean: mean)

    longest = {name: max(length for path, length in PATHS.items() if name in path) for name in RELIABLE}
    assert {name: at.total_float for name, at in found.times.items()} == {n: 44 - days for n, days in longest.items()}


def test_the_most_likely_times_of_the_textbook_add_up_along_the_path():
    found = reliable(lambda points, _mean: points[1])

    assert (found.end, "".join(critical(found))) == (2 + 3.5 + 9 + 4.5 + 4 + 9 + 5.5 + 5.5, "ABCEFJLN")


def test_a_lag_over_new_year_counts_working_days_and_a_working_sunday():
    # Days off and the working Sunday are examples; no official calendar is claimed.
    calendar = Calendar(range(5), {date(2026, 1, 1): False, date(2026, 1, 2): False, date(2026, 1, 4): True})
    plan = Plan(
        (Item("A", duration=6), Item("B", duration=5), Item("M")), (Link("A", "B", "FS", 2), Link("B", "M", "FS", 0))
    )

    found = schedule(plan)

    assert {name: (at.es, at.ef, at.ls, at.lf, at.total_float) for name, at in found.times.items()} == {
        "A": (0, 6, 0, 6, 0),
        "B": (8, 13, 8, 13, 0),
        "M": (13, 13, 13, 13, 0),
    }
    assert found.dates(calendar, date(2025, 12, 22)) == {
        "A": (date(2025, 12, 22), date(2025, 12, 29)),
        "B": (date(2026, 1, 4), date(2026, 1, 8)),
        "M": (date(2026, 1, 8), date(2026, 1, 8)),
    }


@given(plans())
def test_everything_begins_as_early_as_its_links_allow(plan):
    found = schedule(plan)

    assert {place: at.es for place, at in found.times.items()} == starts(plan)
    assert (found.end, found.broken) == (end_of(plan), ())


@given(plans(), st.data())
def test_total_float_is_what_an_item_may_slip_before_the_end_does(plan, data):
    place = data.draw(st.sampled_from(range(len(plan.items))))
    at = schedule(plan).times[place]

    assert end_of(plan, slipped(plan, place, at.total_float)) == end_of(plan)
    assert end_of(plan, slipped(plan, place, at.total_float + 1)) == end_of(plan) + 1
    assert (at.ls - at.es, at.lf - at.ef, at.critical) == (at.total_float, at.total_float, at.total_float == 0)


@given(plans(), st.data())
def test_free_float_is_what_an_item_may_slip_before_another_moves(plan, data):
    place = data.draw(st.sampled_from(range(len(plan.items))))
    free = schedule(plan).times[place].free_float

    moved = {each for each, start in starts(plan, slipped(plan, place, free)).items() if start != starts(plan)[each]}
    assert moved <= {place}
    if plan.out_of[place]:
        moved = starts(plan, slipped(plan, place, free + 1))
        assert any(moved[each] != start for each, start in starts(plan).items() if each != place)


@given(plans(), st.data())
def test_without_a_link_nothing_is_later(plan, data):
    if not plan.links:
        return
    left_out = data.draw(st.sampled_from(plan.links))
    fewer = Plan(plan.items, tuple(link for link in plan.links if link is not left_out))

    before, after = schedule(plan).times, schedule(fewer).times

    assert all(after[place].es <= at.es for place, at in before.items())


def test_an_item_alone_is_critical_only_when_it_sets_the_end():
    plan = Plan((Item("A", duration=5), Item("B", duration=3), Item("alone", duration=7)), (Link("A", "B"),))

    assert critical(schedule(plan)) == ["A", "B"]


def test_a_target_that_cannot_be_met_says_how_many_days_are_missing():
    plan = Plan((Item("A", duration=5), Item("B", duration=3, target=6)), (Link("A", "B"),))

    found = schedule(plan).times

    assert [found[name].total_float for name in "AB"] == [-2, -2]
    assert [found[name].critical for name in "AB"] == [True, True]


def test_a_target_with_room_leaves_nothing_critical():
    plan = Plan((Item("A", duration=5, target=9),))

    assert (schedule(plan).times["A"].total_float, critical(schedule(plan))) == (4, [])


def test_what_sets_the_end_is_critical_though_only_its_start_is_waited_for():
    plan = Plan((Item("A", duration=10), Item("B", duration=2)), (Link("A", "B", "SS"),))

    assert (critical(schedule(plan)), schedule(plan).times["B"].total_float) == (["A"], 8)


def test_what_leads_to_a_target_may_slip_until_it():
    plan = Plan((Item("A", duration=2), Item("B", target=9)), (Link("A", "B"),))

    assert [schedule(plan).times[name].total_float for name in "AB"] == [7, 7]


def test_pinned_dates_stay_and_the_link_they_break_is_told():
    plan = Plan(
        (Item("A", duration=9), Item("B", duration=3, start=5, due=8, pinned=True), Item("C", duration=1)),
        (Link("A", "B", "FS", 1), Link("B", "C")),
    )

    found = schedule(plan)

    assert [(found.times[name].es, found.times[name].ef) for name in "ABC"] == [(0, 9), (5, 8), (8, 9)]
    assert [(broken.link.before, broken.link.after, broken.days) for broken in found.broken] == [("A", "B", 5)]


def test_what_comes_before_a_pinned_item_may_slip_until_its_dates():
    plan = Plan(
        (Item("A", duration=2), Item("B", start=6, due=8, pinned=True), Item("end", duration=20)), (Link("A", "B"),)
    )

    assert (schedule(plan).times["A"].total_float, schedule(plan).times["B"].total_float) == (4, 12)


def test_pinned_without_a_date_is_placed_by_its_links():
    plan = Plan((Item("A", duration=4), Item("B", duration=2, pinned=True)), (Link("A", "B"),))

    assert (schedule(plan).times["B"].es, schedule(plan).broken) == (4, ())


def test_what_is_reached_stays_and_its_lag_still_counts():
    plan = Plan((Item("A", duration=5, done=-1), Item("B", duration=2)), (Link("A", "B", "FS", 4),))

    found = schedule(plan)

    assert (found.times["A"].ef, found.times["B"].es, found.times["A"].critical) == (-1, 3, False)


def test_links_no_longer_hold_the_start_of_what_was_begun():
    plan = Plan((Item("A", duration=8), Item("B", duration=3, start=-2, started=True)), (Link("A", "B"),))

    found = schedule(plan)

    assert (found.times["B"].es, found.times["B"].ef, found.broken) == (0, 3, ())
    assert found.times["A"].total_float == 0


def test_what_was_begun_still_ends_with_what_it_must_end_with():
    plan = Plan((Item("A", duration=8), Item("B", duration=3, started=True)), (Link("A", "B", "FF", 1),))

    assert schedule(plan).times["B"].ef == 9


def test_a_start_counts_where_nothing_comes_before():
    plan = Plan((Item("A", duration=1, start=4), Item("B", duration=1, start=40)), (Link("A", "B"),))

    assert [schedule(plan).times[name].es for name in "AB"] == [4, 5]


def test_nothing_begins_before_today():
    plan = Plan((Item("A", duration=2, start=-9), Item("B", duration=2)), (Link("A", "B", "SF", 0),))

    assert [schedule(plan).times[name].es for name in "AB"] == [0, 0]


@pytest.mark.parametrize(
    ("start", "finish", "days"),
    [
        (0, 3, (2, 4)),
        (0, 6, (2, 9)),
        (4.5, 5.5, (6, 9)),
        (5, 5, (6, 6)),
        (4, 5, (6, 6)),
        (-1, 0, (-1, -1)),
        (0.1 + 0.2, 3 * 0.1 + 2.7, (2, 4)),
    ],
)
def test_offsets_become_the_days_they_touch(start, finish, days):
    monday = date(2026, 3, 2)
    expected = tuple(date(2026, 2, 27) if day < 0 else date(2026, 3, day) for day in days)

    assert dates_of(start, finish, MONDAY_TO_FRIDAY, monday) == expected


def test_what_takes_no_time_today_is_over_today():
    plan = Plan((Item("now"), Item("reached", done=0), Item("past", due=-4, pinned=True)))

    found = schedule(plan).dates(MONDAY_TO_FRIDAY, date(2026, 3, 9))

    assert found == {
        "now": (date(2026, 3, 9), date(2026, 3, 9)),
        "reached": (date(2026, 3, 6), date(2026, 3, 6)),
        "past": (date(2026, 3, 2), date(2026, 3, 2)),
    }


def test_a_chain_of_thousands_is_no_deeper_than_one_of_three():
    items = tuple(Item(n, duration=1) for n in range(5000))

    assert schedule(Plan(items, tuple(Link(n, n + 1) for n in range(4999)))).end == 5000
