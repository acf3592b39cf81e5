"""What moves when the date of a milestone does: computed for a look, and written when somebody applies it.

A due date is a promise and never moves by itself. A moved date, or one link more, leads to a Cascade: the rows that
would follow, each with the link that moves it, and the links that do not hold afterwards because a row is pinned.
"""

from datetime import date
from hashlib import blake2b
from math import ceil
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.days import sensible_day
from core.stale import StaleError
from teams.models import Activity, Team, change, change_rows, hold
from teams.models.naming import listed

from .models import Dependency, Milestone, Move
from .network import NOTHING
from .outline import outline_of
from .schedule import cascade
from .scheduling import TeamPlan

MOVED = gettext_noop("{who} moved {milestone} and what follows it")
MOST_NAMED = 10
READ = ("number", "title", "state", "version", "follows_links", "team", "project", "owner", "starts_on", "due_on")
ENDED = gettext_lazy("A milestone that has ended moves no more.")
BEFORE_START = gettext_lazy("A milestone cannot be due before it starts.")


class Dates(NamedTuple):
    starts_on: date | None
    due_on: date | None


class Row(NamedTuple):
    """A milestone that moves, and the link that moves it: none for the one that was moved by hand."""

    milestone: Milestone
    old: Dates
    new: Dates
    why: Dependency | None


class BrokenLink(NamedTuple):
    """A link that would not hold, by so many working days, because its successor is pinned."""

    link: Dependency
    days: int


class Asked(NamedTuple):
    """What is asked of a milestone: a new due date, or both `dates`; what follows an edit of its dates (its Activity);
    else to go where its links demand it."""

    due_on: date | None = None
    after: Activity | None = None
    dates: Dates | None = None


class Cascade(NamedTuple):
    """What would move, the milestone itself first; `seen` stands for all of it, and for when it was read.

    `plan` is the plan as it is, by the numbers of milestones.
    """

    rows: list
    broken: list
    seen: str
    plan: TeamPlan

    @property
    def followers(self):
        return [row for row in self.rows if row.why is not None]


class CascadeChangedError(StaleError):
    """The plan is not the one that somebody looked at before applying."""

    def __init__(self, names):
        super().__init__(None)
        self.names = names

    @property
    def message(self):
        if not self.names:
            return _("Links or working days were changed since you looked. Look again, then apply.")
        shown = listed(self.names[:MOST_NAMED], of=len(self.names))
        return _("Changed since you looked: %(rows)s. Look again, then apply.") % {"rows": shown}


def preview(milestone, asked, *, by):
    """Return the Cascade that a member would set off. Raises ValidationError for what makes no sense to ask."""
    if milestone.is_closed:
        raise ValidationError(ENDED, code="ended")
    edit = _edit_of(asked.after, milestone) if asked.after else None
    found = outline_of(by, "version", was={milestone.number: edit.old} if edit else None).plan
    new = edit.new if edit else asked.dates or Dates(milestone.starts_on, asked.due_on)
    shifts, broken = cascade(found.plan, {milestone.number: _place(found, milestone.number, new)})
    known = _Known(by, found, milestone, shifts, broken)
    rows = [row for shift in shifts if shift.item != milestone.number or shift.why if (row := _row(known, shift))]
    if edit and _have_followed(rows, edit.at, by.team):
        rows = []
    if not edit and new.due_on and new != _dates(milestone):
        rows.insert(0, Row(known.rows[milestone.number], _dates(milestone), new, None))
    links = [BrokenLink(known.link(each.link), ceil(each.days - NOTHING)) for each in broken]
    return Cascade(rows, links, f"{timezone.now().isoformat()}~{_digest(rows, links)}", found)


def apply_cascade(milestone, asked, *, by, seen="", reason=""):
    """Write what a preview shows in one act, and return (act, what was written); the act is None where nothing moves.

    `seen` is that of the preview somebody looked at: raises CascadeChangedError when the plan is another one by now.
    """
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=by.team_id)  # nobody links meanwhile
        found = preview(milestone, asked, by=by)
        held = hold(Milestone, [row.milestone.pk for row in found.rows])
        moved_on = [row.milestone.code for row in found.rows if not _is_as_read(row.milestone, held)]
        if moved_on or (seen and seen.partition("~")[2] != found.seen.partition("~")[2]):
            raise CascadeChangedError(moved_on or _changed_since(seen, by))
        return _write(milestone, found, held, by=by, reason=reason) if found.rows else None, found


def _write(milestone, found, held, *, by, reason):
    with change(by, MOVED, milestone=milestone.code) as act:
        for is_follower in (False, True):
            rows = [row for row in found.rows if (row.why is not None) is is_follower]
            for row in rows:
                held[row.milestone.pk].starts_on, held[row.milestone.pk].due_on = row.new
            why = Move.Reason.DEPENDENCY if is_follower else reason
            change_rows([held[row.milestone.pk] for row in rows], by=act, reason=why)
    return act


class _Edit(NamedTuple):
    old: Dates
    new: Dates
    at: object


def _edit_of(activity, milestone):
    """Return what an edit of a milestone's dates changed; raises ValidationError unless it stands as it left it."""
    pairs = activity.changes if activity.subject_id == milestone.pk else {}
    now = _dates(milestone)
    was = [_day_before(pairs.get(name), day) for name, day in zip(("starts_on", "due_on"), now, strict=True)]
    if None in was or not {"starts_on", "due_on"} & pairs.keys():
        raise ValidationError(_("The date was changed again since. Look at the latest change."), code="overtaken")
    return _Edit(Dates(*(each or None for each in was)), now, activity.at)


def _day_before(pair, now):
    """Return the day that stood before a change, "" for none; None where the change led to another day than now."""
    if pair is None:
        return now or ""
    old, new = (each and date.fromisoformat(each) for each in pair)
    return (old or "") if new == now else None


class _Known:
    """The milestones and links a cascade speaks of, as rows: read after the plan, with the versions the plan had.

    Whatever was changed in between is thus found to be changed when somebody applies it.
    """

    def __init__(self, by, found, milestone, shifts, broken):
        self.found = found
        links = [*(shift.why for shift in shifts if shift.why), *(each.link for each in broken)]
        ends = {end for link in links for end in (link.before, link.after)}
        rows = Milestone.objects.visible_to(by).only(*READ)
        rows = rows.filter(number__in={milestone.number, *(shift.item for shift in shifts), *ends})
        self.rows = {row.number: row for row in rows}
        for number, row in self.rows.items():
            plain = found.rows[number]
            row.version, row.starts_on, row.due_on = plain.more[0], plain.starts_on, plain.due_on
        stored = Dependency.objects.visible_to(by).filter(successor__in=[row.pk for row in self.rows.values()])
        stored = stored.only("team", "version", "predecessor", "successor", "kind", "lag")
        self.links = {(link.predecessor_id, link.successor_id): link for link in stored} if links else {}

    def link(self, link):
        """Return the Dependency that a link of the plan stands for, with its milestones."""
        before, after = self.rows[link.before], self.rows[link.after]
        kept = self.links[before.pk, after.pk]
        kept.predecessor, kept.successor = before, after
        return kept


def _place(found, number, new):
    """Return where a milestone goes, as cascade() takes it; its start stays where the new dates say."""
    if new.due_on is None:
        return None
    try:
        sensible_day(new.due_on)
    except ValidationError as error:
        raise ValidationError({"due_on": error}) from error
    if new.starts_on and new.due_on < new.starts_on:
        raise ValidationError({"due_on": ValidationError(BEFORE_START, code="milestone_ends_after_start")})
    due = float(found.calendar.end_offset(new.due_on, found.today))
    if found.plan.by_id[number].started and found.plan.by_id[number].start is not None:
        return found.plan.by_id[number].start, due
    return (float(found.calendar.offset(new.starts_on, found.today)), due) if new.starts_on else due


def _row(known, shift):
    """Return a row of the plan with its new dates; None where they are the old ones."""
    milestone, found = known.rows[shift.item], known.found
    old, (start, due) = _dates(milestone), shift.dates(found.calendar, found.today)
    start = old.starts_on if milestone.is_begun or shift.new[0] == shift.old[0] else start
    due = old.due_on if shift.new[1] == shift.old[1] else due
    new = Dates(start, max(start, due) if start and due else due)
    return None if new == old else Row(milestone, old, new, shift.why and known.link(shift.why))


def _dates(milestone):
    return Dates(milestone.starts_on, milestone.due_on)


def _have_followed(rows, at, team):
    """Say whether one of these rows was moved for its links after an instant, and not by anybody since."""
    moves = Move.objects.filter(milestone__team=team, at__gt=at).order_by("at", "pk")
    last = dict(moves.values_list("milestone_id", "reason"))
    return any(last.get(row.milestone.pk) == Move.Reason.DEPENDENCY for row in rows)


def _digest(rows, links):
    read = [f"{row.milestone.pk} {row.milestone.version} {row.new}" for row in rows]
    read += [f"{each.link.pk} {each.link.version} {each.days}" for each in links]
    return blake2b("\n".join(read).encode(), digest_size=16).hexdigest()


def _is_as_read(row, held):
    return row.pk in held and held[row.pk].version == row.version


def _changed_since(seen, by):
    """Return the milestones that somebody changed since a preview was read."""
    try:
        at = parse_datetime(seen.partition("~")[0])
    except ValueError:
        at = None
    if at is None or timezone.is_naive(at):
        return []
    return [row.code for row in Milestone.objects.visible_to(by).filter(updated_at__gt=at).order_by("number")[:200]]
