"""The joint forecast as home opens with it: one sentence, what helps most, one picture; as far as somebody may know."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.templatetags.ui import amount, shortened
from forecast.models import Run
from forecast.outcome import JointOutcome, MilestoneOutcome, Outcome
from forecast.sight import hidden_ids, latest_run, may_see_joint, may_see_money, open_joint
from forecast.staleness import looks_stale
from forecast.templatetags.chances import chance
from forecast.wording import Change, Names, changes, subjects_of
from planner.models import Milestone

from .cash_history import fan_of
from .path import path_of
from .picture.drawing import Picture, Words, draw
from .picture.milestones import Stretch

HELPING = 2  # changes that are named
NAME = 80  # letters of a name


@dataclass(frozen=True, slots=True)
class Opening:
    """What home says of one milestone.

    `joint` is the chance with money left, None for whoever may not know it or while nothing is known of the money.
    `marks` are the milestones of the picture: [(Line, Milestone, MilestoneOutcome)]. `lacks_cash` tells who reads money
    that the run knows none.
    """

    answers: Outcome
    target: Milestone
    answer: MilestoneOutcome
    joint: float | None
    helping: list[Change]
    picture: Picture
    marks: list[tuple]
    is_stale: bool
    lacks_cash: bool

    @property
    def run(self) -> Run:
        return self.answers.run

    @property
    def is_of_today(self):
        return timezone.localdate(self.run.made_at) == timezone.localdate()


def opening(membership, today: date) -> Opening | None:
    """Return the Opening of the last run, or None where there is none that can still be spoken of."""
    run = latest_run(membership)
    if run is None:
        return None
    answers = Outcome(run)
    answer = answers.milestone(answers.target)
    rows = path_of(answers, membership)
    target = next((row for row in rows if str(row.pk) == answers.target), None)
    if target is None or answer.chance is None:
        return None
    with_money = may_see_money(membership)
    outcomes = {str(row.pk): answers.milestone(row.pk) for row in rows}
    joint = answers.joint(target.pk)
    picture = _drawn(membership, answers, rows, outcomes, joint, today)
    return Opening(
        answers=answers,
        target=target,
        answer=answer,
        joint=joint.joint if joint else _opened(membership, run, target, with_money),
        helping=_helping(membership, answers),
        picture=picture,
        marks=[(line, row, outcomes[line.key]) for line, row in zip(picture.lines, rows, strict=True)],
        is_stale=looks_stale(run, today=today, with_money=bool(answers.money)),
        lacks_cash=with_money and not answers.money,
    )


def _opened(membership, run, target, with_money):
    return None if with_money or not may_see_joint(membership) else open_joint(membership, run, target)


def _helping(membership, answers):
    gains = Outcome(answers.run, hidden_ids(membership)).helping(HELPING) if answers.money else []
    return changes(Names(membership, subjects_of(key for key, _gain in gains)), gains)


def _drawn(membership, answers, rows, outcomes, joint, today):
    stretches = [_stretch(row, outcomes[str(row.pk)], answers.target) for row in rows]
    fan = fan_of(answers, membership) if answers.money else None
    return draw(stretches, fan, _words(answers, fan, outcomes[answers.target], joint), today)


def _stretch(row, outcome, chosen):
    key, name = str(row.pk), shortened(row.title, NAME)
    return Stretch(key, name, row.code, outcome.p10, outcome.p50, outcome.p80, outcome.due_on, key == chosen)


def _words(answers, fan, answer, joint: JointOutcome | None):
    today, due = _("Today"), date_format(answer.due_on, "MONTH_DAY_FORMAT")
    if fan is None:
        return Words(today=(today, today), due=(due, due))
    out, share = fan.out and date_format(fan.out, "MONTH_DAY_FORMAT"), chance(joint and joint.lasts)
    return Words(
        today=(today, today),
        due=(
            # Translators: below the picture of home, at the due day of the milestone
            _("%(day)s: %(chance)s have money left") % {"day": due, "chance": share},
            # Translators: the same on a phone
            _("%(day)s: %(chance)s") % {"day": due, "chance": share},
        ),
        out=(_("1 run in 10: money out by %(day)s") % {"day": out}, _("1 in 10 out by %(day)s") % {"day": out}),
        floor=(_("Floor %(amount)s") % {"amount": amount(fan.floor)}, _("Floor")),
        balance=amount(round(fan.rows[0][0], -2)),
    )
