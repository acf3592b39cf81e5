"""Deciding about one item of a weekly review: what is done to the row and what the review keeps are one act."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.days import sensible_day
from core.stale import StaleError
from planner.models import Decided, Leftover, Milestone, WeeklyDecision
from teams.models import Change, Membership, change

from .subjects import SUBJECTS

LABELS = {
    Decided.COMPLETED: gettext_noop("{who} completed {row} in the weekly review"),
    Decided.MOVED: gettext_noop("{who} moved the date of {row} in the weekly review"),
    Decided.HANDED_ON: gettext_noop("{who} handed {row} on in the weekly review"),
    Decided.KEPT: gettext_noop("{who} left {row} as it is in the weekly review"),
    Decided.SKIPPED: gettext_noop("{who} skipped {row} in the weekly review"),
}
RIGHTS = {Decided.COMPLETED: "complete", Decided.MOVED: "change", Decided.HANDED_ON: "change"}
# What may become of a milestone's open tasks here; moving them takes the milestone's own page.
TASKS = [choice for choice in Leftover.choices if choice[0] != Leftover.MOVE]
UNKNOWN = _("There is no such item.")
MEANWHILE = _("This was decided in the meantime.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody decides: about which row, seen under which reason, and what the decision needs."""

    subject_kind: str
    subject_id: uuid.UUID
    decision: str
    group: str = ""
    version: int | None = None  # of the row as it was seen
    day: dt.date | None = None
    reason: str = ""
    person: Membership | None = None
    tasks: str = Leftover.KEEP  # what becomes of the open tasks of a milestone that is completed; none is moved here


@transaction.atomic
def decide(review, asked: Asked, *, by) -> tuple[WeeklyDecision, Change]:
    """Do what was decided about a row and keep it with the review; return what is kept, and the act that undoes both.

    What was skipped can still be decided; anything else only once. Raises ValidationError, StaleError or
    PermissionDenied, and then nothing is changed.
    """
    review.lock_open()
    subject, row = _row_of(asked, by)
    _refuse_unfit(asked, subject)
    right = RIGHTS.get(asked.decision)
    if right and not by.has_perm(subject.right(right)):
        raise PermissionDenied
    kept = WeeklyDecision.objects.filter(
        review=review, subject_kind=asked.subject_kind, subject_id=asked.subject_id
    ).first()
    if kept and not kept.is_skipped:
        raise ValidationError(MEANWHILE, code="weeklydecision_once")
    if asked.decision != Decided.SKIPPED:
        _refuse_stale(asked, row)
    with change(by, LABELS[asked.decision], row=row) as act:
        _perform(asked, subject, row, act)
        kept = kept or WeeklyDecision(
            team=review.team, review=review, subject_kind=asked.subject_kind, subject_id=asked.subject_id
        )
        kept.decision, kept.group, kept.by = asked.decision, asked.group, by
        kept.store(by=act)
    return kept, act


def _row_of(asked, by):
    subject = SUBJECTS.get(asked.subject_kind)
    rows = subject.model.objects.visible_to(by).select_related("team") if subject else None
    row = rows.filter(pk=asked.subject_id).first() if subject else None
    if row is None:
        raise ValidationError({"subject_id": ValidationError(UNKNOWN, code="does_not_exist")})
    return subject, row


def _refuse_unfit(asked, subject):
    """Raise a ValidationError for what cannot be done to such a row, or lacks what it needs, by field."""
    errors = {}
    if asked.decision == Decided.COMPLETED and not subject.complete:
        errors["decision"] = ValidationError(_("This cannot be completed here."), code="not_here")
    if asked.decision == Decided.HANDED_ON and asked.person is None:
        errors["person"] = ValidationError(_("Say who."), code="required")
    if asked.decision == Decided.MOVED and asked.day is None:
        errors["day"] = ValidationError(_("Say on which day."), code="required")
    elif asked.decision == Decided.MOVED:
        try:
            sensible_day(asked.day)
        except ValidationError as error:
            errors["day"] = error
    if errors:
        raise ValidationError(errors)


def _refuse_stale(asked, row):
    """Hold a row; raises StaleError where it is not what the person saw who decides about it."""
    row.lock()
    if asked.version not in (None, row.version):
        raise StaleError(row)


def _perform(asked, subject, row, act):
    match asked.decision:
        case Decided.COMPLETED:
            row.complete(by=act, **({"tasks": asked.tasks} if isinstance(row, Milestone) else {}))
        case Decided.MOVED:
            setattr(row, subject.day, asked.day)
            row.store(by=act, reason=asked.reason if subject.asks_why else "")
        case Decided.HANDED_ON:
            setattr(row, subject.person, asked.person)
            row.store(by=act)
