"""The tasks as a board: a column for each state, the first cards of each, and how a card changes its column."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, F

from core.fetching import first_of_each
from teams.bulk import Bulk

from .models import OPEN_TASK_STATES, TaskState

# Cards a column shows; the list has the rest.
CARDS_AT_MOST = 12
# How long a done task stays on the board.
DONE_LATELY = timedelta(days=14)
# What was done last comes first, and of what is open, which was not done, what is due first.
FIRST = (F("completed_at").desc(nulls_last=True), F("due_on").asc(nulls_last=True), "number")


@dataclass
class Column:
    """One column: `stage` is its state, `url` lists all tasks of that state."""

    stage: str
    label: str
    url: str
    count: int = 0
    cards: list = field(default_factory=list)

    @property
    def is_cut(self):
        return self.count > len(self.cards)

    @property
    def is_of_open(self):
        return self.stage in OPEN_TASK_STATES

    @property
    def is_done(self):
        return self.stage == TaskState.DONE

    @property
    def days(self):
        """Return for how many days a done task stays."""
        return DONE_LATELY.days

    @property
    def moves(self):
        """Return (state, name, column) of where the cards of this column may go."""
        states = [each for each in TaskState if each != self.stage] if self.is_of_open else OPEN_TASK_STATES
        return [(state.value, state.label, state.value) for state in states]


def columns(rows, *, now, with_cancelled, list_url):
    """Return the columns with the first of these rows: two statements. `list_url` takes a state and gives its list."""
    states = [state for state in TaskState if with_cancelled or state != TaskState.CANCELLED]
    found = {state.value: Column(state.value, state.label, list_url(state.value)) for state in states}
    rows = rows.on_board(done_since=now - DONE_LATELY, with_cancelled=with_cancelled)
    for state, count in rows.order_by().values_list("state").annotate(Count("pk")):
        found[state].count = count
    first = first_of_each(rows, CARDS_AT_MOST, by=["state"], order=FIRST)
    for row in first.select_related("team", "assignee", "milestone__project").order_by(*FIRST):
        found[row.state].cards.append(row)
    return list(found.values())


class Moving(Bulk):
    """A card goes where its state may be changed to in the list; what has ended is taken up again when it goes back."""

    def change(self, row, version, values, *, by):
        if not row.is_open and values[self.state] in self.stored:
            row.store(by=by, version=version)
            row.reopen(by=by)
            version = row.version
        super().change(row, version, values, by=by)
