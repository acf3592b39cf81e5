"""Taking back what happened to rows of one kind, in sets, to what stood before."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .holding import hold
from .linking import has_own_history
from .values import restored_value, stored_values
from .writing import add_rows, remove_rows, write_rows

NOT_KEPT = _("This cannot be undone: what %(row)s held before is not kept.")


class Reverting(models.Model):
    """For rows of a kind: how a run of activities, in which each row stands once, is undone. Raises ValidationError."""

    class Meta:
        abstract = True

    @classmethod
    def undo_creation(cls, run, *, by):
        """Remove what was made."""
        rows = _held(cls, run)
        if not cls.has_own("discard"):
            remove_rows(rows, by=by)
            return
        for row in rows:
            row.discard(by=by)

    @classmethod
    def undo_change(cls, run, *, by):
        """Put back the values and links that stood before."""
        rows = _held(cls, run)
        before = {row.pk: stored_values(row) for row in rows}
        links = _take(rows, run)
        write_rows(rows, "restored", by=by, before=before, links=links, reason=cls.undo_reason)

    @classmethod
    def undo_discard(cls, run, *, by):
        """Make discarded rows again, with their ids and links."""
        rows = [cls(pk=activity.subject_id, version=activity.subject_version) for activity in run]
        links = _take(rows, run)
        add_rows(rows, by=by, links=links, verb="restored")


def _held(model, run):
    held = hold(model, [activity.subject_id for activity in run])
    return [held[activity.subject_id] for activity in run]


def _take(rows, run):
    """Set the old values the activities kept; return what many-to-many names shall point at.

    A field that rows of this kind no longer have cannot be set.
    Links with a history of their own are taken back by that, with all they said.
    """
    links, known = {}, {field.name: field for field in type(rows[0])._meta.get_fields()} if rows else {}
    for row, activity in zip(rows, run, strict=True):
        for name, pair in activity.changes.items():
            field = known.get(name)
            if pair is None or field is None:
                raise ValidationError(NOT_KEPT, code="not_kept", params={"row": activity.label})
            if field.many_to_many and has_own_history(field):
                continue
            if field.many_to_many:
                links.setdefault(name, {})[row.pk] = pair[0] or []
            else:
                setattr(row, field.attname, restored_value(field, pair[0]))
    return links
