"""Undoing the activities of an act: which of them are outdated, and the rest in runs of one kind and direction."""

from itertools import groupby

from .holding import CHUNK, hold

# How a kind of row takes an activity back, by its verb; whatever else happened, the old values are put back.
WAYS = {"created": "undo_creation", "discarded": "undo_discard"}


def outdated(activities):
    """Return those after which their row was written again, or is gone though they did not discard it.

    Holds the rows until the transaction ends, so that nobody writes one between this look and the undoing.
    """
    found = []
    for _kind_of_row, group in groupby(sorted(activities, key=_kind), key=_kind):
        run = list(group)
        held = hold(run[0].model, [activity.subject_id for activity in run])
        versions = {pk: row.version for pk, row in held.items()}
        found += [activity for activity in run if not _is_current(activity, versions.get(activity.subject_id))]
    return found


def revert_all(activities, *, by):
    """Undo activities given newest first; raises ValidationError when a row no longer fits, or is used by now."""
    for (_kind_of_row, way), group in groupby(activities, key=_direction):
        for run in _without_repeats(group):
            getattr(run[0].model, way)(run, by=by)


def _kind(activity):
    return activity.subject_kind


def _direction(activity):
    return activity.subject_kind, WAYS.get(activity.verb, "undo_change")


def _is_current(activity, version):
    return activity.verb == "discarded" if version is None else version == activity.subject_version


def _without_repeats(activities):
    """Yield runs in which each row stands once, no longer than a chunk, in order."""
    run, seen = [], set()
    for activity in activities:
        if activity.subject_id in seen or len(run) == CHUNK:
            yield run
            run, seen = [], set()
        run.append(activity)
        seen.add(activity.subject_id)
    yield run
