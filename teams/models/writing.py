"""The one way rows are written, one or thousands of a kind: by forms, verbs, imports and undo.

Each write passes the same steps: hold the rows and compare their versions, set what follows from other fields, unassign
who has left, judge, save, record an Activity each, and keep what the change leaves behind. What a step means to a kind
of row, the kind says itself (rows.py).
"""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .activity import membership_of, record_all
from .departed import unassign_departed
from .holding import CHUNK, hold
from .integrity import translate_integrity_errors
from .linking import Linking
from .naming import names_of_users
from .values import differences, loggable, stored_values

MANY_IN_USE = _("This cannot be undone: what it made is used by %(users)s.")
IN_USE = _("%(row)s is still used by %(users)s. Change those first.")


def add_rows(rows, *, by, links=None, verb="created"):
    """Save new rows of one kind and team; raises ValidationError, and then none of them is saved.

    `links` maps many-to-many names to {id of a row: the rows, or their ids, it shall point at}.
    """
    _add(list(rows), links, verb, by=by, judge=_judge)


def add_judged_rows(rows, *, by, links=None):
    """Save new rows that were judged a while ago, as those of an import when its file was read.

    Asked again is only what others may have changed since, in a few statements for all rows. What the database itself
    refuses is said as by add_rows. Raises ValidationError.
    """
    _add(list(rows), links, "created", by=by, judge=_judge_what_others_changed)


def _add(rows, links, verb, *, by, judge):
    if not rows:
        return
    model = type(rows[0])
    with translate_integrity_errors(rows):
        model.fill_new(rows, by=by)
        linking = Linking(rows, links)
        _settle(rows, {}, linking, judge)
        _insert(model, rows)
        values = [{name: [None, value] for name, value in _filled(row).items()} for row in rows]
        told = values if verb == "created" else [{} for _row in rows]
        record_all(rows, verb, by=by, changes=[loggable(model, each) for each in told])
        _link(linking, by=by)
        model.after_writing(rows, values, by=by, reason="")


def change_rows(rows, *, by, links=None, reason=""):
    """Save rows that were loaded and changed earlier; return those that somebody else changed or removed meanwhile.

    Each row's `version` is the one that was read; a row that is as it was leaves no trace. `links` as for add_rows:
    what a row points at afterwards. Raises ValidationError, and then none is saved.
    """
    rows, stale = list(rows), []
    with transaction.atomic():
        for start in range(0, len(rows), CHUNK):
            stale += _change_chunk(rows[start : start + CHUNK], by=by, links=links, reason=reason)
    return stale


def edit_row(row, *, by, links=None, reason=""):
    """Save what a person changed about one row by hand; return whether it was still at the version that was read.

    Raises ValidationError.
    """
    with transaction.atomic():
        return not _change_chunk([row], by=by, links=links, reason=reason, first=type(row).judge_edit)


def write_rows(rows, verb, *, by, before, links=None, reason=""):
    """Save under a verb's name rows that are held since `before`, {id: the values stored then}, was read.

    Raises ValidationError.
    """
    with translate_integrity_errors(rows):
        changes = settle(rows, before, links, by=by)
        keep(rows, verb, by=by, changes=changes, reason=reason)


def remove_rows(rows, *, by):
    """Delete held rows of one kind; raises ValidationError for a rule of theirs, or naming what points at them.

    Links with a history of their own go first, so that undo makes the rows again before them.
    """
    model = type(rows[0])
    model.judge_removal(rows, by=by)
    for own in Linking.own_rows(rows):
        remove_rows(own, by=by)
    prefetch_related_objects(rows, *model.named_through)
    before = [{name: [value, None] for name, value in stored_values(row).items()} for row in rows]
    pointed = Linking.held(rows)
    changes = [loggable(model, values | pointed[row.pk]) for row, values in zip(rows, before, strict=True)]
    record_all(rows, "discarded", by=by, changes=changes)
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=[row.pk for row in rows]).delete()
    except (ProtectedError, RestrictedError) as error:
        users = getattr(error, "protected_objects", None) or error.restricted_objects
        names = names_of_users(users, {row.pk for row in rows}, reader=membership_of(by))
        params = {"row": rows[0], "users": names}
        message = model.in_use if len(rows) == 1 else MANY_IN_USE
        raise ValidationError(message, code="in_use", params=params) from error


def settle(rows, before, links=None, *, by):
    """Set what follows, unassign who has left, judge and set the links of held rows; return {id: its changes}.

    A row's changes are {field: [old, new]}. Raises ValidationError.
    """
    linking = Linking(rows, links)
    _settle(rows, before, linking, _judge)
    pointed = _link(linking, by=by)
    return {row.pk: differences(before[row.pk], stored_values(row)) | pointed.get(row.pk, {}) for row in rows}


def keep(rows, verb, *, by, changes, reason=""):
    """Save settled rows under a new version, record each under the verb, and keep what the change leaves behind."""
    if not rows:
        return
    model, told = type(rows[0]), [changes[row.pk] for row in rows]
    _update(model, rows, told)
    record_all(rows, verb, by=by, changes=[loggable(model, each) for each in told])
    model.after_writing(rows, told, by=by, reason=reason)


def _change_chunk(rows, *, by, links, reason, first=lambda row, before: None):
    held = hold(type(rows[0]), [row.pk for row in rows])
    fresh = [row for row in rows if row.pk in held and held[row.pk].version == row.version]
    before = {row.pk: stored_values(held[row.pk]) for row in fresh}
    if not fresh:
        return rows
    with translate_integrity_errors(fresh):
        for row in fresh:
            first(row, before[row.pk])
        changes = settle(fresh, before, links, by=by)
        keep([row for row in fresh if changes[row.pk]], "changed", by=by, changes=changes, reason=reason)
    return [row for row in rows if row.pk not in before]


def _link(linking, *, by):
    """Make rows point at what they shall; return what changed, as `Linking.set` does."""
    pointed = linking.set()
    for links in linking.gone:
        remove_rows(links, by=by)
    for links in linking.added:
        add_rows(links, by=by)
    return pointed


def _settle(rows, before, linking, judge):
    for row in rows:
        row.set_derived()
    type(rows[0]).follow_changes(rows, before)
    unassign_departed(rows)
    for start in range(0, len(rows), CHUNK):
        judge(rows[start : start + CHUNK], before)
    linking.judge()


def _judge(rows, before):
    """Raise the ValidationError of a row that breaks a rule; of many, the database itself checks the constraints."""
    if len(rows) == 1:
        rows[0].judge(before.get(rows[0].pk))
        return
    prefetch_related_objects(rows, *(field.name for field in rows[0]._meta.concrete_fields if field.is_relation))
    type(rows[0]).load_for_rules(rows)
    for row in rows:
        row.judge_by_itself(before.get(row.pk))


def _judge_what_others_changed(rows, _before):
    type(rows[0]).judge_what_others_changed(rows)


def _filled(row):
    return {name: value for name, value in stored_values(row).items() if value not in (None, "")}


def _insert(model, rows):
    if len(rows) == 1:
        rows[0].save(force_insert=True)
    else:
        model._base_manager.bulk_create(rows, batch_size=CHUNK)


def _update(model, rows, changes):
    names = {name for each in changes for name in each if not model._meta.get_field(name).many_to_many}
    names |= {"version", "updated_at"} | ({"search_text"} if hasattr(model, "search_text") else set())
    for row in rows:
        row.version += 1
        row.updated_at = timezone.now()
    if len(rows) == 1:
        rows[0].save(update_fields=names)
    else:
        _overwrite(model, rows, names)


def _overwrite(model, rows: list[models.Model], names):
    """Save the named fields of many held rows.

    An insert that meets its own id: Django's bulk_update builds a CASE for each value, which takes ten times as long.
    """
    model._base_manager.bulk_create(
        rows, batch_size=CHUNK, update_conflicts=True, unique_fields=["id"], update_fields=sorted(names)
    )
