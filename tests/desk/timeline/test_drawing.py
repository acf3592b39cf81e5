"""Rows and links as they are drawn: places worked out by hand, on a scale of eight pixels a day."""

import datetime as dt

import pytest

from desk.timeline.drawing import Link, gridlines, lines, rules, ways
from desk.timeline.rows import Group, Item, Row
from desk.timeline.scale import Scale

TODAY = dt.date(2026, 3, 2)
SCALE = Scale("week", dt.date(2026, 2, 2), dt.date(2026, 5, 31))  # today begins at 224


def day(number):
    return TODAY + dt.timedelta(days=number)


def item(key="M-1", **more):
    return Item(key, 1, "Beta", **more)


def drawn(*items):
    group = Group(key="G-1", name="Goal", items=list(items))
    return lines([Row(group, each, is_open=True) for each in items], SCALE, TODAY)


def shapes(**more):
    return [(each.name, each.state, each.d or f"{each.x} {each.width}") for each in drawn(item(**more))[0].shapes]


def head(is_open, target, *items):
    group = Group(key="G-1", name="Goal", target=target, items=list(items))
    line = lines([Row(group, None, is_open=is_open)], SCALE, TODAY)[0]
    return [(each.name, each.state, each.d or f"{each.x} {each.width}") for each in line.shapes]


def test_a_milestone_with_both_dates_is_a_bar_with_a_diamond_at_the_end_of_its_due_day():
    assert shapes(start=day(0), due=day(9), share=25) == [
        ("bar", "", "224 80"),
        ("bar-done", "", "224 20"),
        ("mark", "", "M304-6l6 6-6 6-6-6z"),
    ]


def test_a_date_nobody_gave_is_not_drawn():
    assert shapes(due=day(9)) == [("mark", "", "M304-6l6 6-6 6-6-6z")]
    assert [name for name, _state, _d in shapes(start=day(9))] == ["bar-open"]
    assert shapes() == []


def test_an_overdue_milestone_is_hatched_up_to_today():
    assert shapes(due=day(-3)) == [("late", "", "208 20"), ("mark", "late", "M208-6l6 6-6 6-6-6z")]
    assert shapes(due=day(0)) == [("mark", "", "M232-6l6 6-6 6-6-6z")]


def test_a_reached_milestone_is_full_and_stands_where_it_was_reached():
    assert shapes(start=day(-7), due=day(-5), done=day(-3)) == [
        ("bar", "", "168 40"),
        ("bar-done", "", "168 40"),
        ("mark", "reached", "M208-6l6 6-6 6-6-6z"),
    ]


def test_what_is_critical_has_an_outline():
    assert ("bar-critical", "", "224 8") in shapes(start=day(0), due=day(0), is_critical=True)


def test_what_a_baseline_said_lies_below_the_bar():
    line = drawn(item(due=day(9), base=(day(0), day(4))))[0]

    assert [(each.name, each.x, each.y, each.width) for each in line.shapes[:1]] == [("baseline", "224", "11", "40")]


def test_a_whisker_turns_late_beyond_the_due_day_where_half_of_the_runs_are_late():
    on_time = shapes(due=day(9), likely=(day(4), day(9), day(14)))
    late = shapes(due=day(9), likely=(day(4), day(10), day(14)))
    beyond = shapes(due=day(9), likely=(day(4), None, None))

    assert on_time[0] == ("whisker", "", "M264 0H344")
    assert late[:3] == [("whisker", "", "M264 0H304"), ("whisker", "late", "M304 0H344"), ("median", "", "M312-5v10")]
    assert beyond[1] == ("whisker", "late", f"M304 0H{SCALE.width}")


def test_what_lies_outside_the_picture_has_no_mark():
    assert shapes(start=day(-300), due=day(-200)) == [("late", "", "0 228")]


def test_a_goal_is_a_bracket_up_to_its_target_and_what_comes_after_is_marked():
    late = item(start=day(0), due=day(14))

    assert head(True, day(9), late) == [
        ("bracket", "", "M224-5H304v7l-5-5H224z"),
        ("bracket-over", "", "304 40"),
    ]
    assert head(True, None, late) == [("bracket", "", "M224-5H344v7l-5-5H224z")]
    assert head(True, None) == []


def test_a_closed_group_shows_its_marks_those_on_each_other_once():
    marks = head(False, None, item(due=day(4)), item(due=day(4)), item(due=day(9)), item(due=day(-2)))

    assert marks[1:] == [
        ("mark", "", "M264-10l6 6-6 6-6-6zM304-10l6 6-6 6-6-6z"),
        ("mark", "late", "M216-10l6 6-6 6-6-6z"),
    ]


def test_a_tranche_is_a_circle():
    assert shapes(due=day(9), form="tranche") == [("tranche", "", "M299 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z")]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("FS", "M310 18H315V36H271V54H276"),  # the second begins before the first is over: back between the rows
        ("SS", "M224 18H219V54H276"),
        ("FF", "M310 18H399V54H394"),
        ("SF", "M224 18H219V36H399V54H394"),
    ],
)
def test_a_link_leaves_and_reaches_the_edges_it_is_about(kind, line):
    rows = drawn(item("M-1", start=day(0), due=day(9)), item("M-2", start=day(7), due=day(19)))

    found = ways([Link("M-1", "M-2", kind)], rows, SCALE)

    assert [each.lines for each in found] == [line]


def test_a_link_to_what_comes_later_goes_straight_down():
    rows = drawn(item("M-1", start=day(0), due=day(1)), item("M-2", start=day(9), due=day(19)))

    assert ways([Link("M-1", "M-2", "FS", "critical")], rows, SCALE)[0].lines == "M246 18H251V54H292"


def test_only_links_between_rows_that_are_shown_are_drawn_each_tone_in_one_path_critical_ones_on_top():
    rows = drawn(*(item(f"M-{number}", due=day(number)) for number in range(4)))
    links = [
        Link("M-0", "M-1", "FS", "critical"),
        Link("M-1", "M-2", "FS"),
        Link("M-2", "M-3", "FS"),
        Link("M-3", "M-9", "FS"),
    ]

    found = ways(links, rows, SCALE)

    assert [(each.tone, each.lines.count("M"), each.heads.count("M")) for each in found] == [
        ("", 2, 2),
        ("critical", 1, 1),
    ]


def test_lines_between_rows_and_at_ticks_are_one_path_each():
    assert rules(3, 500) == "M0 35.5H500M0 71.5H500"
    minor, major = gridlines(SCALE, 72)
    assert (minor[0], major[0]) == (False, True)
    assert major[1].startswith("M-0.5 0V72M223.5 0V72")
