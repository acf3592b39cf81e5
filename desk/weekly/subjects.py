"""The kinds of rows a weekly review is about, and what can be done about one in place; a new kind is one entry."""

from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from funding.models import Opportunity
from planner.models import Goal, Milestone, Task
from risks.models import Risk
from teams.models import Position

NO_OWNER, HAND_ON, MOVE, DUE = _("no owner"), _("Hand on"), _("Move the date"), _("Due")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A kind of row: which field names the person, which the day, and in what words both are changed.

    `complete` says what ends the work, empty where nothing here does; `asks_why` whether a move is kept with a reason.
    """

    model: type[Model]
    noun: Promise
    person: str = "owner"
    hand_on: Promise = HAND_ON
    nobody: Promise = NO_OWNER
    day: str = "due_on"
    day_label: Promise = DUE
    move: Promise = MOVE
    complete: Promise | str = ""
    asks_why: bool = False
    related: tuple[str, ...] = ()

    @property
    def kind(self):
        return self.model._meta.label_lower

    def right(self, verb):
        """Return a right on rows of this kind, such as "planner.complete_task"."""
        return f"{self.model._meta.app_label}.{verb}_{self.model._meta.model_name}"


MILESTONE = Subject(
    model=Milestone,
    noun=_("Milestone"),
    complete=_("Complete milestone"),
    asks_why=True,
    related=("project", "owner", "team"),
)
TASK = Subject(
    model=Task,
    noun=_("Task"),
    person="assignee",
    nobody=_("nobody assigned"),
    complete=_("Complete task"),
    related=("milestone__project", "assignee", "team"),
)
RISK = Subject(
    model=Risk,
    noun=_("Risk"),
    day="next_review_on",
    day_label=_("Next review"),
    move=_("Plan the next review"),
    related=("current", "owner", "team"),
)
DEAL = Subject(
    model=Opportunity,
    noun=_("Opportunity"),
    day="expected_close_on",
    day_label=_("Expected close"),
    move=_("Move the expected close"),
    related=("source", "round", "owner", "team"),
)
POSITION = Subject(
    model=Position,
    noun=_("Position"),
    person="holder",
    hand_on=pgettext_lazy("a position", "Fill with this person"),
    nobody=pgettext_lazy("a position", "open"),
    day="starts_on",
    day_label=_("Starts"),
    move=_("Move the start"),
    related=("holder", "team"),
)
GOAL = Subject(
    model=Goal,
    noun=_("Goal"),
    day="next_checkin_on",
    day_label=_("Next check-in"),
    move=_("Put the check-in off"),
    related=("project", "owner", "team"),
)
SUBJECTS = {each.kind: each for each in (MILESTONE, TASK, RISK, DEAL, POSITION, GOAL)}
