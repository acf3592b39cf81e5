"""Taking the activities of an act back: one by one, or in a few statements where thousands are of one kind."""

from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .naming import names_of_users
from .overwriting import overwrite

CHUNK = 500
FEW = 5


def outdated(activities):
    """Return those after which their row was written again, or is gone though they did not discard it.

    Holds the rows until the transaction ends, so that nobody writes one between this look and the undoing.
    """
    found = []
    for model, run in _by_model(sorted(activities, key=lambda activity: activity.subject_kind)):
        versions = {}
        for chunk in _chunks([activity.subject_id for activity in run]):
            held = model._base_manager.select_for_update().filter(pk__in=chunk).order_by("pk")
            versions |= dict(held.values_list("pk", "version"))
        found += [activity for activity in run if not _is_current(activity, versions.get(activity.subject_id))]
    return found


def revert_all(activities, *, by, record_all):
    """Undo activities given newest first; raises ValidationError when a row made then is used by now."""
    for (_kind, verb), group in groupby(activities, key=_direction):
        run = list(group)
        model = run[0].model
        if len(run) <= FEW or len({activity.subject_id for activity in run}) < len(run):
            _revert_each(run, by)
        elif verb == "created" and not model.has_own("discard"):
            _discard_all(model, run, by, record_all)
        elif verb == "changed" and not model.has_own("put_back"):
            _put_back_all(model, run, by, record_all)
        else:
            _revert_each(run, by)


def _direction(activity):
    return activity.subject_kind, activity.verb if activity.verb in ("created", "discarded") else "changed"


def _is_current(activity, version):
    return activity.verb == "discarded" if version is None else version == activity.subject_version


def _by_model(activities):
    for _kind, group in groupby(activities, key=lambda activity: activity.subject_kind):
        run = list(group)
        yield run[0].model, run


def _chunks(items):
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def _revert_each(run, by):
    for activity in run:
        activity.revert(by=by)


def _discard_all(model, run, by, record_all):
    for chunk in _chunks([activity.subject_id for activity in run]):
        held = model._base_manager.select_for_update().in_bulk(chunk)
        rows = [held[pk] for pk in chunk]
        states = [row._state_of(row) for row in rows]  # noqa: SLF001 - the other half of StoredRow.discard
        values = [
            {name: [value, None] for name, value in state.items() if name not in model.unlogged} for state in states
        ]
        record_all(rows, "discarded", by=by, changes=values)
        try:
            with transaction.atomic():
                model._base_manager.filter(pk__in=chunk).delete()
        except ProtectedError as error:
            users = names_of_users(error.protected_objects, set(chunk))
            raise ValidationError(
                _("This cannot be undone: what it made is used by %(users)s."), code="in_use", params={"users": users}
            ) from error


def _put_back_all(model, run, by, record_all):
    """Restore stored values; a row whose links changed goes through `put_back`, which knows about links."""
    linked = {field.name for field in model._meta.many_to_many}
    _revert_each([activity for activity in run if linked & activity.changes.keys()], by)
    for chunk in _chunks([activity for activity in run if not linked & activity.changes.keys()]):
        held = model._base_manager.select_for_update().in_bulk([activity.subject_id for activity in chunk])
        rows = [held[activity.subject_id] for activity in chunk]
        before = [row._state_of(row) for row in rows]  # noqa: SLF001
        for row, activity in zip(rows, chunk, strict=True):
            _restore(row, activity)
        _judge(model, rows)
        diffs = [row._diff(state) for row, state in zip(rows, before, strict=True)]  # noqa: SLF001
        names = {name for diff in diffs for name in diff} | {"version", "updated_at"}
        names |= {"search_text"} if hasattr(model, "search_text") else set()
        _update(model, rows, names)
        record_all(rows, "restored", by=by, changes=diffs)
        model._after_changing(rows, diffs, by=by)  # noqa: SLF001


def _judge(model, rows):
    """Ask of many rows what full_clean() asks of one; the database itself checks the constraints as they are saved."""
    links = [field for field in model._meta.concrete_fields if field.is_relation]
    prefetch_related_objects(rows, *(field.name for field in links))
    for row in rows:
        if any(getattr(row, field.attname) and field.get_cached_value(row) is None for field in links):
            raise _no_longer_fits()
        row.clean_fields(exclude={field.name for field in links})
        row.clean()
        row.unassign_departed()


def _no_longer_fits():
    message = _("This cannot be undone: what stood there before no longer fits beside what is there now.")
    return ValidationError(message, code="no_longer_fits")


def _update(model, rows, names):
    try:
        with transaction.atomic():
            overwrite(model, rows, names)
    except IntegrityError as error:
        raise _no_longer_fits() from error


def _restore(row, activity):
    for name, (old, _new) in activity.changes.items():
        field = row._meta.get_field(name)
        setattr(row, field.attname, field.to_python(old))
    row.version += 1
    row.updated_at = timezone.now()
    row._before_writing()  # noqa: SLF001 - as StoredRow does before each save
