"""The timeline as a list: what is overdue, the next weeks, then months, and the day money is out between them."""

import datetime as dt

from desk.timeline.rows import Item
from desk.timeline.weeks import MOST, weeks

TODAY = dt.date(2026, 3, 4)  # a Wednesday


def item(number, **more):
    due = TODAY + dt.timedelta(days=number)
    return Item(f"M-{number}", number, "Beta", **({"due": due} | more))


def told(found):
    return [
        (each.kind, each.number, each.first.isoformat(), [row.key for row in each.items]) for each in found.stretches
    ]


def test_what_is_due_stands_by_week_and_then_by_month():
    found = weeks([item(number) for number in (60, -1, 0, 4, 5, 32, 33, -20)], TODAY)

    assert told(found) == [
        ("overdue", 0, "0001-01-01", ["M--20", "M--1"]),
        ("week", 0, "2026-03-02", ["M-0", "M-4"]),
        ("week", 1, "2026-03-09", ["M-5"]),
        ("week", 4, "2026-03-30", ["M-32"]),
        ("month", 0, "2026-04-01", ["M-33"]),
        ("month", 0, "2026-05-01", ["M-60"]),
    ]
    assert found.stretches[1].last == dt.date(2026, 3, 8)


def test_what_is_reached_or_has_no_date_is_not_listed():
    assert weeks([item(1, done=TODAY), item(2, due=None)], TODAY).stretches == []


def test_the_day_money_is_out_stands_before_what_comes_after_it():
    found = weeks([item(-3), item(5), item(60)], TODAY).with_out(TODAY + dt.timedelta(days=30))

    assert [each.out for each in found.stretches] == [None, None, TODAY + dt.timedelta(days=30)]
    assert found.out is None


def test_a_day_after_all_of_them_stands_last():
    found = weeks([item(5)], TODAY).with_out(TODAY + dt.timedelta(days=30))

    assert (found.stretches[0].out, found.out) == (None, TODAY + dt.timedelta(days=30))


def test_no_more_than_its_most_are_listed():
    found = weeks([item(number) for number in range(MOST + 1)], TODAY).with_out(TODAY + dt.timedelta(days=999))

    assert (found.shown, found.count, found.is_cut, found.out) == (MOST, MOST + 1, True, None)
