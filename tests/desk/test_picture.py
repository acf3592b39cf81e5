"""The picture of home: places and words worked out by hand."""

import datetime as dt
from itertools import pairwise

import pytest

from desk.picture.axis import MOST, Axis, per_cent
from desk.picture.cash import CASH, Fan, Scale, about, cash_marks
from desk.picture.drawing import Words, draw
from desk.picture.lettering import NARROW, WIDE, Word, fitted, length, placed, span
from desk.picture.milestones import Stretch, line_of

TODAY = dt.date(2026, 11, 28)
TEN_DAYS = Axis(dt.date(2027, 1, 1), dt.date(2027, 1, 11))
HUNDRED = Axis(dt.date(2027, 1, 1), dt.date(2027, 4, 11))  # a day is a per cent


def day(place):
    """The day at this per cent of HUNDRED."""
    return dt.date(2027, 1, 1) + dt.timedelta(days=place)


def stretch(p10, p50, p80, due, **more):
    days = [None if place is None else day(place) for place in (p10, p50, p80, due)]
    return Stretch("key", more.pop("name", "Beta"), "M-1", *days, **more)


def pieces(row):
    return [(piece.x1, piece.x2, piece.is_late) for piece in line_of(HUNDRED, row, 39, day(15)).pieces]


def fan(*, floor=0.0, amounts=(100.0, 50.0), out=None, past=()):
    """A fan over HUNDRED from its 20th day on, P10 to P90 at once the same."""
    ends = (day(20), day(100))
    return Fan(ends, tuple((amount,) * 5 for amount in amounts), past, floor, out)


def test_the_axis_begins_a_month_and_a_half_ago_and_ends_a_bit_after_the_last_day():
    axis = Axis.around(TODAY, [dt.date(2027, 6, 8), None, dt.date(2027, 8, 6)])

    # 309 days to the 6th of August; 6 per cent of them are 19.
    assert (axis.first, axis.last) == (dt.date(2026, 10, 1), dt.date(2027, 8, 25))
    assert axis.at(TODAY) == pytest.approx(58 / 328 * 100)


def test_the_axis_shows_two_weeks_after_today_where_nothing_lies_ahead():
    axis = Axis.around(TODAY, [None, dt.date(2026, 11, 1)])

    assert axis.last == TODAY + dt.timedelta(days=14)


def test_the_axis_ends_after_38_months_whatever_comes_later():
    axis = Axis.around(TODAY, [dt.date(2040, 1, 1)])

    assert (axis.last - axis.first).days == round(MOST * 365.25 / 12)


@pytest.mark.parametrize(
    ("place", "is_shown", "held"), [(-1, False, 0), (0, True, 0), (40, True, 40), (100, True, 100), (101, False, 100)]
)
def test_the_axis_shows_its_first_and_last_day_and_holds_others_at_its_edges(place, is_shown, held):
    assert (HUNDRED.shows(day(place)), HUNDRED.held(day(place))) == (is_shown, held)


def test_a_day_beyond_all_is_not_shown_and_held_at_the_right():
    assert (HUNDRED.shows(None), HUNDRED.held(None)) == (False, 100)


def test_months_are_marked_and_quarters_named_on_any_width():
    ticks = Axis.around(TODAY, [dt.date(2027, 8, 6)]).ticks()

    assert [tick.day.month for tick in ticks] == [10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8]
    assert [tick.day.month for tick in ticks if tick.is_major] == [10, 1, 4, 7]
    assert [tick.day.month for tick in ticks if tick.has_year] == [1]


@pytest.mark.parametrize(("end", "step"), [(2028, 3), (2029, 6)])
def test_longer_axes_mark_fewer_months(end, step):
    ticks = Axis.around(TODAY, [dt.date(end, 11, 1)]).ticks()

    places = [tick.day.year * 12 + tick.day.month for tick in ticks]
    assert {after - before for before, after in pairwise(places)} == {step}


def test_a_month_that_begins_at_the_edge_has_no_name():
    ticks = Axis(dt.date(2027, 1, 1), dt.date(2027, 4, 3)).ticks()

    assert [tick.is_named for tick in ticks] == [True, True, True, False]


def test_places_are_written_short():
    assert [per_cent(12.5), per_cent(33.33333), per_cent(0.0), per_cent(100.0)] == ["12.5%", "33.33%", "0%", "100%"]


def test_a_whisker_is_late_past_the_due_day_only_if_its_median_is():
    assert pieces(stretch(20, 30, 40, 25)) == [("20%", "25%", False), ("25%", "40%", True)]
    assert pieces(stretch(20, 30, 40, 35)) == [("20%", "40%", False)]
    assert pieces(stretch(20, 30, 40, 10)) == [("20%", "40%", True)]


def test_a_median_on_the_due_day_is_not_late():
    assert pieces(stretch(20, 30, 40, 30)) == [("20%", "40%", False)]


def test_a_whisker_beyond_the_horizon_runs_to_the_edge_and_has_no_median():
    line = line_of(HUNDRED, stretch(20, None, None, 30), 39, day(15))

    assert [(piece.x1, piece.x2, piece.is_late) for piece in line.pieces] == [
        ("20%", "30%", False),
        ("30%", "100%", True),
    ]
    assert line.median == ""


def test_a_due_day_before_the_axis_has_no_diamond():
    line = line_of(HUNDRED, stretch(20, 30, 40, -5), 39, day(15))

    assert (line.mark, line.is_overdue) == ("", True)


@pytest.mark.parametrize(("due", "is_overdue"), [(14, True), (15, False)])
def test_what_is_due_today_is_not_overdue(due, is_overdue):
    assert line_of(HUNDRED, stretch(20, 30, 40, due), 39, day(15)).is_overdue == is_overdue


def test_a_name_stands_after_its_marks_and_before_them_where_there_is_no_room():
    early, late = (line_of(HUNDRED, stretch(p10, p10 + 1, p10 + 5, p10 + 8), 39, day(0)) for p10 in (20, 85))

    assert (early.name_x, early.name_ends, early.name) == ("28%", False, "Beta M-1")
    assert (late.name_x, late.name_ends, late.name) == ("85%", True, "Beta M-1")


def test_a_long_name_is_cut_to_the_room_of_each_width_and_no_room_leaves_the_number():
    name = "The interface to the largest system is certified by the authority, and everybody knows it"
    cut = line_of(HUNDRED, stretch(20, 30, 40, 25, name=name), 39, day(15))
    none = line_of(HUNDRED, stretch(10, 30, 90, 25, name=name), 39, day(5))

    assert length(cut.name) <= 0.6 * WIDE
    assert length(cut.short) <= 0.6 * NARROW
    assert (cut.name[-1], cut.short[-1], none.short) == ("…", "…", "M-1")


def test_han_letters_take_their_room():
    assert length("公开测试") == 48
    assert fitted("公开测试版本", 40) == "公开…"
    assert fitted("公开", 24) == "公开"


def test_the_floor_is_the_bottom_and_the_highest_amount_nearly_the_top():
    scale = Scale.of([40.0, 1040.0], 40.0, 200)

    assert (scale.pixel(40.0), scale.box(40.0)) == (200 + CASH, 1000)
    assert scale.pixel(1040.0) == 200 + round(CASH * (1 - 1 / 1.06))
    assert scale.levels() == [500, 1000]


def test_a_scale_below_the_floor_shows_as_much_as_is_missing():
    scale = Scale.of([-500.0, -100.0], 0.0, 200)

    assert scale.box(-500.0) == 1000 + round(1000 / 1.06)


def test_a_balance_below_the_floor_is_marked_at_the_floor():
    marks = cash_marks(HUNDRED, fan(amounts=(-50.0, 100.0)), 10, "-50")

    assert (marks.now_y, marks.bottom) == (10 + CASH, 10 + CASH)


def test_curves_run_from_the_first_day_to_the_edge_of_the_axis():
    marks = cash_marks(HUNDRED, fan(amounts=(106.0, 53.0)), 200, "106")

    assert marks.middle == "M200 57L1000 528"  # 106 of 112.36 is 943 of 1000, 53 of it 472
    assert marks.now_x == "20%"


def test_a_curve_is_cut_where_the_axis_ends():
    curve = Fan((TEN_DAYS.first, dt.date(2027, 1, 21)), ((100.0,) * 5, (0.0,) * 5), (), 0.0, None)

    assert cash_marks(TEN_DAYS, curve, 200, "").middle == "M0 57L1000 528"  # half of it is left after ten of 20 days


def test_past_cash_enters_at_the_edge_between_two_balances():
    past = ((day(-10), 100.0), (day(10), 50.0), (day(20), 100.0))

    assert cash_marks(HUNDRED, fan(past=past), 200, "").past == "M0 292L100 528L200 57"  # 75, 50 and 100 of 106


def test_the_day_the_money_is_out_is_marked_on_the_axis_alone():
    assert cash_marks(HUNDRED, fan(out=day(60)), 200, "").out == "60%"
    assert cash_marks(HUNDRED, fan(out=day(101)), 200, "").out == ""


def test_figures_at_the_edge_keep_apart_and_leave_out_what_lies_below_the_floor():
    close = cash_marks(HUNDRED, fan(), 200, "").ends
    below = cash_marks(HUNDRED, fan(floor=60.0), 200, "").ends

    assert [name for name, _amount, _y in close] == ["P90", "P50"]
    assert close[1][2] - close[0][2] >= 15
    assert below == ()


def test_amounts_at_the_edge_have_three_digits():
    assert [about(amount) for amount in (1_703_482.31, 930_499.0, 12.4)] == [1_700_000, 930_000, 12]


def test_words_below_never_touch():
    words = [
        Word("today", "Today", "Today", 15.0),
        Word("out", "1 run in 10: money out by 2 May", "out by 2 May", 22.0),
    ]

    for width in (WIDE, NARROW):
        first, second = placed(words, width)
        assert first.line != second.line or span(first, width)[1] < span(second, width)[0]


def test_a_word_at_the_edge_stays_inside():
    for width in (WIDE, NARROW):
        (found,) = placed([Word("due", "8 June: 79% have money left", "8 June: 79%", 97.0, ("start", "end"))], width)
        assert found.anchor == "end"


def test_a_picture_without_cash_ends_below_its_milestones():
    picture = draw(
        [stretch(20, 30, 40, 35, is_chosen=True)], None, Words(("Today", "Today"), ("5 Feb", "5 Feb")), day(10)
    )

    assert picture.cash is None
    assert picture.bottom == 22 + 26 + 8
    assert [note.text for note in picture.notes] == ["Today", "5 Feb"]


def test_the_lines_of_today_and_of_the_due_day_run_through_both_halves():
    rows = [stretch(20, 30, 40, 35), stretch(50, 60, 70, 65, is_chosen=True)]
    words = Words(("Today",) * 2, ("Due",) * 2, ("Out",) * 2, ("Floor",) * 2, "100")

    picture = draw(rows, Fan((day(10), day(200)), ((9.0,) * 5,) * 2, (), 0.0, day(30)), words, day(10))

    assert (picture.due, picture.due_from) == (per_cent(picture.axis.at(day(65))), 22 + 26 + 17)
    assert picture.bottom == picture.cash.bottom == 22 + 2 * 26 + 26 + CASH
    assert {note.key for note in picture.notes} == {"today", "due", "out", "floor"}


def test_words_that_stand_the_same_in_both_widths_are_written_once():
    rows = [stretch(20, 30, 40, 35, is_chosen=True)]

    notes = draw(rows, None, Words(("Today", "Today"), ("5 February", "5 Feb")), day(10)).notes

    assert [(note.text, note.room) for note in notes] == [("Today", ""), ("5 February", "wide"), ("5 Feb", "phone")]
