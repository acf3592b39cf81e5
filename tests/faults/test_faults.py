"""What `make faults` counts, and that the page for operators tells of the very faults it makes."""

import pytest

from tests.faults import table
from tests.faults.__main__ import PAGE
from tests.faults.catalogue import FAULTS, Fault
from tests.faults.installation import Installation
from tests.faults.runner import Result, judge
from tools.places import ROOT
from tools.supervisor import read_procfile

HARMLESS = Fault("x")
NOTHING = {"untold": 0, "audit": {}}


def judged(states, taken, fault=HARMLESS, **state):
    """Judge mails in these states, of which the server took these keys."""
    accepted = [{"key": key, "message_id": message} for key, message in taken]
    return judge(fault, "files", set(states), NOTHING | {"mails": states} | state, accepted, 1.26)


def test_what_arrived_once_twice_or_was_refused_is_counted():
    states = {"a": "sent", "b": "sent", "c": "failed", "d": "uncertain"}
    taken = [("a", "1"), ("b", "2"), ("b", "2"), ("d", "4"), ("other", "5")]

    result = judged(states, taken, Fault("x", twice=1, failed=1))

    assert result == Result("x", "files", once=2, twice=1, failed=1, lost=0, seconds=1.3)


@pytest.mark.parametrize(
    ("states", "taken", "state", "broken"),
    [
        ({"a": "sent", "b": "sent"}, [("a", "1")], {}, "1 lost"),
        ({"a": "sent", "b": "queued"}, [("a", "1")], {}, "1 lost"),
        ({"a": "sent"}, [("a", "1")] * 2, {}, "more than 0 arrived twice"),
        ({"a": "sent"}, [("a", "1")] * 3, {}, "a mail arrived three times"),
        ({"a": "sent", "b": "failed"}, [("a", "1")], {}, "1 failed instead of 0"),
        ({"a": "sent", "b": "sent"}, [("a", "1"), ("b", "1"), ("b", "2")], {}, "a copy has another Message-ID"),
        ({"a": "sent"}, [("a", "1")], {"audit": {"x": 1}}, "the audit found {'x': 1}"),
        ({"a": "sent"}, [("a", "1")], {"mails": {}}, "1 lost"),
        ({}, [], {}, "nothing was sent"),
    ],
)
def test_each_broken_promise_is_told(states, taken, state, broken):
    assert broken in judged(states, taken, **state).broken.split("; ")


def test_without_keys_all_counts_that_was_to_be_sent_by_now():
    state = {"mails": {"a": "sent", "b": "queued", "c": "cancelled"}, "untold": 3, "audit": {}}

    result = judge(HARMLESS, "files", None, state, [{"key": "a", "message_id": "1"}], 0)

    assert (result.once, result.lost, result.broken) == (1, 3, "3 lost")


def test_the_table_has_a_line_for_each_fault_and_a_cell_for_each_stack():
    results = [
        Result("one", "files", once=9, twice=1, seconds=3.4),
        Result("one", "servers", once=8, failed=2, seconds=0.4),
        Result("two", "files", why_not="has none"),
        Result("two", "servers", broken="1 lost"),
    ]

    page = table.written_into(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n", table.table(results))

    assert page.splitlines() == [
        "before",
        table.BEGIN,
        "| fault | SQLite and files | PostgreSQL and Redis |",
        "|---|---|---|",
        "| one | 9 once, 1 twice, 0 lost; 3 s | 8 once, 0 twice, 0 lost, 2 failed and shown; 0 s |",
        "| two | not run: has none | **broken: 1 lost** |",
        table.END,
        "after",
    ]
    assert table.names_in(page) == ["one", "two"]


def test_the_page_for_operators_tells_of_the_faults_that_are_made_and_of_no_broken_promise():
    page = PAGE.read_text(encoding="utf-8")

    assert table.names_in(page) == [fault.name for fault in FAULTS]
    assert "broken:" not in page


def test_every_fault_that_is_left_out_somewhere_says_why():
    assert [fault.name for fault in FAULTS if len(fault.on) < 2 and not fault.why_not] == []


def test_all_that_the_procfile_names_is_started(tmp_path):
    made = Installation({}, tmp_path)

    assert set(made.lines) == {name for name, _ in read_procfile(ROOT / "Procfile")}
    assert set(made.lines) - set(made.workers) == {"web", "beat"}
