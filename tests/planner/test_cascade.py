"""What a moved date moves: later and earlier, never what is pinned or reached, and the same when asked twice."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.calendar import MONDAY_TO_FRIDAY
from planner.schedule import Item, Link, Plan, cascade, schedule

FAR = 200  # so far ahead that today holds nobody back
MODES = ["keep", "use", "close", "only"]


@st.composite
def plans(draw, *, kept=True):
    """Up to eight dated items; with `kept` every link holds, and some have room."""
    count = draw(st.integers(2, 8))
    pairs = draw(
        st.sets(st.tuples(st.integers(0, count - 2), st.integers(1, count - 1)).filter(lambda two: two[0] < two[1]))
    )
    links = [
        Link(before, after, draw(st.sampled_from(["FS", "SS", "FF", "SF"])), draw(st.integers(-5, 8)))
        for before, after in sorted(pairs)
    ]
    items = []
    for n in range(count):
        span, room = draw(st.integers(0, 9)), draw(st.sampled_from([0, 0, 3, 7]))
        held = [bound(link, items[link.before], span) for link in links if link.after == n] if kept else []
        start = max([FAR, *held]) + room
        items.append(Item(n, start=start, due=start + span, pinned=draw(st.sampled_from([False, False, False, True]))))
    return Plan(tuple(items), tuple(links))


def bound(link, before, span):
    """Return how early an item may start for one it waits for, as the four kinds of links are defined."""
    held = (before.due if link.kind in ("FS", "FF") else before.start) + link.lag
    return held if link.kind in ("FS", "SS") else held - span


def held(plan, link):
    after = plan.by_id[link.after]
    return after.start - bound(link, plan.by_id[link.before], after.due - after.start)


def applied(plan, shifts):
    new = {row.item: row.new for row in shifts}
    items = [
        replace(item, start=new[item.id][0], due=new[item.id][1]) if item.id in new else item for item in plan.items
    ]
    return Plan(tuple(items), plan.links)


def chain(*links, **more):
    """Three items of five days, one after the other."""
    items = tuple(
        Item(name, duration=5, start=n * 5, due=n * 5 + 5, **more.get(name, {})) for n, name in enumerate("ABC")
    )
    return Plan(items, links or (Link("A", "B"), Link("B", "C")))


def new_dates(shifts):
    return {row.item: row.new for row in shifts}


@pytest.mark.parametrize("mode", ["keep", "use", "close"])
def test_a_slip_moves_all_that_follow(mode):
    shifts, broken = cascade(chain(), {"A": 8}, mode=mode)

    assert new_dates(shifts) == {"A": (3, 8), "B": (8, 13), "C": (13, 18)}
    assert ([row.why for row in shifts], broken) == ([None, Link("A", "B"), Link("B", "C")], ())


@pytest.mark.parametrize("mode", ["keep", "close"])
def test_what_comes_sooner_pulls_all_that_follow(mode):
    shifts, _broken = cascade(chain(), {"A": 3}, mode=mode)

    assert new_dates(shifts) == {"A": (-2, 3), "B": (3, 8), "C": (8, 13)}


def test_the_latest_of_several_decides_and_is_told():
    plan = chain(Link("A", "C"), Link("B", "C", "FS", 0))

    assert new_dates(cascade(plan, {"A": 9})[0]) == {"A": (4, 9)}
    assert cascade(plan, {"A": 12})[0][1].why == Link("A", "C")
    assert new_dates(cascade(plan, {"A": 12})[0]) == {"A": (7, 12), "C": (12, 17)}


@pytest.mark.parametrize(
    ("mode", "later", "sooner"),
    [
        ("keep", (15, 20), (9, 14)),
        ("use", (12, 17), (12, 17)),
        ("close", (8, 13), (2, 7)),
        ("only", (12, 17), (12, 17)),
    ],
)
def test_room_is_kept_or_used_or_closed(mode, later, sooner):
    plan = Plan((Item("A", start=0, due=5), Item("B", start=12, due=17)), (Link("A", "B"),))

    assert [new_dates(cascade(plan, {"A": due}, mode=mode)[0]).get("B", (12, 17)) for due in (8, 2)] == [later, sooner]


def test_a_link_that_was_broken_holds_once_what_it_waits_for_has_moved():
    plan = Plan((Item("A", start=0, due=5), Item("B", start=2, due=4)), (Link("A", "B"),))

    assert new_dates(cascade(plan, {"A": 6})[0]) == {"A": (1, 6), "B": (6, 8)}


def test_a_pinned_row_stays_and_its_link_is_broken_by_so_many_days():
    shifts, broken = cascade(chain(B={"pinned": True}), {"A": 8})

    assert new_dates(shifts) == {"A": (3, 8)}
    assert [(each.link, each.days) for each in broken] == [(Link("A", "B"), 3)]


def test_only_what_was_moved_moves_when_that_is_wanted():
    shifts, broken = cascade(chain(), {"A": 8}, mode="only")

    assert (new_dates(shifts), [each.days for each in broken]) == ({"A": (3, 8)}, [3])


def test_a_row_moved_before_what_it_waits_for_breaks_its_own_link():
    _shifts, broken = cascade(chain(), {"B": 8})

    assert [(each.link, each.days) for each in broken] == [(Link("A", "B"), 2)]


def test_what_is_reached_does_not_move():
    assert cascade(chain(B={"done": 0}), {"A": 8, "B": 20}) == (
        [cascade(chain(), {"A": 8})[0][0]],
        (),
    )


def test_what_was_begun_keeps_its_start_and_ends_later_with_what_it_must_end_with():
    items = (
        Item("A", start=0, due=5),
        Item("B", start=-4, due=5, started=True),
        Item("C", start=-4, due=5, started=True),
    )
    plan = Plan(items, (Link("A", "B", "FF"), Link("A", "C", "FS")))

    assert new_dates(cascade(plan, {"A": 7})[0]) == {"A": (2, 7), "B": (-4, 7)}


def test_a_row_without_dates_hands_the_move_on_and_gets_none():
    items = (Item("A", start=0, due=5), Item("B", duration=2), Item("C", due=7))

    assert new_dates(cascade(Plan(items, (Link("A", "B"), Link("B", "C"))), {"A": 6})[0]) == {
        "A": (1, 6),
        "C": (None, 8),
    }


def test_a_row_with_a_due_date_alone_moves_with_its_room():
    plan = Plan((Item("A", start=0, due=5), Item("B", due=30)), (Link("A", "B"),))

    assert new_dates(cascade(plan, {"A": 8})[0]) == {"A": (3, 8), "B": (None, 33)}


def test_a_new_link_puts_its_row_where_it_must_be():
    plan = Plan((Item("A", start=0, due=5), Item("B", start=2, due=4)), (Link("A", "B"),))

    assert cascade(plan, {"B": None})[0][0].new == (5, 7)
    assert cascade(chain(), {"C": None}) == ([], ())


def test_without_the_link_that_held_it_a_row_closes_up():
    plan = Plan(chain().items, (Link("A", "C"),))

    assert new_dates(cascade(plan, {"C": None}, mode="close")[0]) == {"C": (5, 10)}


def test_nobody_is_moved_before_today():
    plan = Plan((Item("A", start=0, due=5), Item("B", start=5, due=7)), (Link("A", "B"),))

    assert new_dates(cascade(plan, {"A": -3})[0])["B"] == (0, 2)


def test_a_span_can_change_with_the_move():
    assert new_dates(cascade(chain(), {"A": (1, 10)})[0]) == {"A": (1, 10), "B": (10, 15), "C": (15, 20)}


def test_the_new_dates_count_working_days_alone():
    monday = date(2026, 3, 2)
    plan = Plan(
        (Item("A", start=0, due=5), Item("B", start=7, due=9), Item("C", due=9)),
        (Link("A", "B", "FS", 2), Link("B", "C")),
    )

    shifts, _broken = cascade(plan, {"A": 7})

    assert [row.dates(MONDAY_TO_FRIDAY, monday) for row in shifts] == [
        (date(2026, 3, 4), date(2026, 3, 10)),
        (date(2026, 3, 13), date(2026, 3, 16)),
        (None, date(2026, 3, 16)),
    ]


def test_a_start_alone_is_dated_by_the_day_it_begins():
    plan = Plan((Item("A", start=0, due=5), Item("B", duration=3, start=5)), (Link("A", "B"),))

    assert cascade(plan, {"A": 6})[0][1].dates(MONDAY_TO_FRIDAY, date(2026, 3, 2)) == (date(2026, 3, 10), None)


def test_what_takes_no_time_begins_and_ends_on_one_day():
    plan = Plan((Item("A", start=0, due=5), Item("B", start=5, due=5)), (Link("A", "B"),))

    assert cascade(plan, {"A": 6})[0][1].dates(MONDAY_TO_FRIDAY, date(2026, 3, 2)) == (
        date(2026, 3, 9),
        date(2026, 3, 9),
    )


@given(plans(kept=False), st.integers(1, 30), st.sampled_from(MODES))
def test_running_twice_changes_nothing(plan, days, mode):
    moves = {0: plan.by_id[0].due + days}
    once = applied(plan, cascade(plan, moves, mode=mode)[0])

    assert cascade(once, moves, mode=mode)[0] == []


@given(plans(kept=False), st.integers(-60, 60), st.sampled_from(MODES))
def test_pinned_rows_never_move_and_all_that_moved_holds(plan, days, mode):
    shifts, broken = cascade(plan, {0: plan.by_id[0].due + days}, mode=mode)
    after, moved = applied(plan, shifts), {row.item for row in shifts} - {0}

    assert not {place for place in moved if plan.by_id[place].pinned}
    assert all(held(after, link) >= 0 for link in plan.links if link.after in moved)
    assert {(each.link, each.days) for each in broken} == {
        (link, -held(after, link))
        for link in plan.links
        if held(after, link) < 0 and {link.before, link.after} & (moved | {0})
    }


@given(plans(), st.integers(-60, 60))
def test_nobody_moves_against_the_move_nor_further(plan, days):
    shifts, _broken = cascade(plan, {0: plan.by_id[0].due + days})

    assert all(0 <= (row.new[0] - row.old[0]) / days <= 1 for row in shifts)


@given(plans(), st.integers(0, 60))
def test_a_slip_taken_back_leaves_the_plan_as_it_was(plan, days):
    # Where a row waits for several, another of them may decide meanwhile, and room used up does not come back.
    assume(all(len(links) <= 1 for links in plan.into.values()) and not any(item.pinned for item in plan.items))

    there = applied(plan, cascade(plan, {0: plan.by_id[0].due + days})[0])

    assert applied(there, cascade(there, {0: plan.by_id[0].due})[0]) == plan


@given(plans(), st.integers(0, 60))
def test_spans_stay(plan, days):
    shifts, _broken = cascade(plan, {0: plan.by_id[0].due + days})

    assert all(row.new[1] - row.new[0] == row.old[1] - row.old[0] for row in shifts)


@given(plans())
def test_the_closed_plan_is_the_one_the_passes_find(plan):
    """Close up everything that waits for something, from the dates of what waits for nothing."""
    items = tuple(replace(item, pinned=False, duration=item.due - item.start) for item in plan.items)
    free = Plan(items, plan.links)

    closed = applied(free, cascade(free, dict.fromkeys(range(len(items))), mode="close")[0])

    assert {item.id: item.start for item in closed.items} == {
        place: at.es for place, at in schedule(free).times.items()
    }
