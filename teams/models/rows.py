"""The base of every row people change: one way in (`store`), one way out (`discard`), each leaving an Activity."""

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.days import refuse_far_days
from core.ids import uuid7
from core.stale import StaleError
from core.text import search_form

from . import broken_rules
from .activity import record
from .integrity import translate_integrity_errors
from .links import load_links, refuse_foreign_rows
from .naming import names_of_users
from .who import WhoField

_encode = DjangoJSONEncoder().default


class StoredRow(models.Model):
    """A row with an id made in the app, a version that tells stale copies, and an Activity for each change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    named_by = ""  # what tells a row from others of its kind: a field or a path to one; else its first line of text
    unlogged = frozenset({"id", "version", "created_at", "updated_at", "search_text"})
    in_use = _("%(row)s is still used by %(users)s. Change those first.")

    class Meta:
        abstract = True

    @property
    def owning_team_id(self):
        """Return the id of the team whose Activity this row's changes join."""
        return self.team_id

    @property
    def is_closed(self):
        """Say whether nothing is left to do about this row; kinds of rows that can be done say `is_open`."""
        return not getattr(self, "is_open", True)

    @classmethod
    def has_own(cls, way):
        """Say whether this kind of row does something, by the name of a method, in a way of its own."""
        return getattr(cls, way) is not getattr(StoredRow, way)

    # Making, editing, removing

    def store(self, *, by, version=None, links=None):
        """Check and save this row.

        `version` is the one the editor saw (the one loaded, when not given): raises StaleError if the row has moved on.
        `links` maps many-to-many names to the rows they shall point at. Raises ValidationError.
        """
        with translate_integrity_errors(self):
            if self._state.adding:
                return self._add(by=by, links=links or {})
            return self._edit(by=by, version=self.version if version is None else version, links=links or {})

    @transaction.atomic
    def discard(self, *, by):
        """Delete this row if nothing points at it; raises ValidationError naming what does."""
        before = self._state_of(self._locked())
        values = {name: [value, None] for name, value in before.items() if name not in self.unlogged}
        links = self._links([field.name for field in self._meta.many_to_many])
        values |= {name: [ids, None] for name, ids in links.items() if ids}
        record(self, "discarded", by=by, changes=values)
        try:
            with transaction.atomic():
                self.delete()
        except ProtectedError as error:
            users = names_of_users(error.protected_objects, {self.pk})
            raise ValidationError(self.in_use, code="in_use", params={"row": self, "users": users}) from error

    def clean(self):
        super().clean()
        refuse_far_days(self)

    def clean_fields(self, exclude=None):
        """As Django does; of what this row points at, `load_links` has told that it is there."""
        super().clean_fields({*(exclude or ()), *load_links(self)})

    def validate_unique(self, exclude=None):
        """As Django does; an id made here is new."""
        super().validate_unique(set(exclude or ()) | {"id"})

    def validate_constraints(self, exclude=None):
        """As Django does, with the constraint's name as the error's code, so that programs can tell rules apart."""
        if errors := broken_rules.errors_of(self, exclude):
            raise ValidationError(errors)

    # For verbs: lock, change attributes, write

    def lock(self):
        """Load this row anew and hold it until the transaction ends; the first line of every verb."""
        self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update())
        self._before, self._was_closed = self._state_of(self), self.is_closed

    def write(self, verb, *, by):
        """Save what a verb changed since `lock()` and record it under the verb's name; raises ValidationError."""
        self._before_writing()
        if self._was_closed:
            self.unassign_departed()
        with translate_integrity_errors(self):
            self._save_changes(verb, by=by, changes=self._diff(self._before))

    def unassign_departed(self):
        """Take those who have left off this row if it is open, as the end of a membership does with what is open then.

        Whatever opens a row again ends here, so that nothing waits for somebody who is gone.
        """
        people = {f.name: getattr(self, f.name) for f in self._meta.concrete_fields if isinstance(f, WhoField)}
        left = [name for name, person in people.items() if person is not None and not person.is_active]
        if left and not self.is_closed:
            for name in left:
                setattr(self, name, None)

    # For undo

    @transaction.atomic
    def put_back(self, values, *, by):
        """Restore the given stored values; part of undoing a Change."""
        self.lock()
        links = self._take(values)
        self._before_writing()
        self.full_clean()
        self.unassign_departed()
        self._refuse_links(links)
        self._set_links(links)
        with translate_integrity_errors(self):
            self._save_changes("restored", by=by, changes=self._diff(self._before))

    @classmethod
    def revive(cls, activity, *, by):
        """Make a discarded row again, with its id and links, from the Activity that discarded it.

        Raises ValidationError when it no longer fits beside what is there now.
        """
        row = cls(pk=activity.subject_id, version=activity.subject_version)
        links = row._take({name: old for name, (old, _new) in activity.changes.items()})
        row._before_writing()
        with translate_integrity_errors(row):
            row.full_clean()
            row.unassign_departed()
            row._refuse_links(links)
            row.save(force_insert=True)
            row._set_links(links)
            record(row, "restored", by=by)

    def _take(self, values):
        """Set stored values; returns the rows that many-to-many names shall point at."""
        links = {}
        for name, value in values.items():
            field = self._meta.get_field(name)
            if field.many_to_many:
                links[name] = list(field.related_model._base_manager.filter(pk__in=value))
            else:
                setattr(self, field.attname, field.to_python(value))
        return links

    # How it is done

    def _add(self, *, by, links):
        self._before_adding()
        self._before_writing()
        self.full_clean()
        self._refuse_links(links)
        self.save(force_insert=True)
        for name, rows in links.items():
            getattr(self, name).add(*rows)  # a new row points at nothing that would have to go
        values = {name: [None, value] for name, value in self._state_of(self).items() if name not in self.unlogged}
        told = {name: pair for name, pair in values.items() if pair[1] not in (None, "")}
        record(self, "created", by=by, changes=told)
        return self

    def _edit(self, *, by, version, links):
        stored = self._locked()
        before = self._state_of(stored)
        if stored.version != version:
            raise StaleError(stored)  # under the name it has
        links_before = self._links(links)
        self.version = version
        self._before_writing()
        self.full_clean()
        self.unassign_departed()
        self._refuse_links(links)
        self._set_links(links)
        changes = self._diff(before) | self._links_diff(links_before)
        if changes:
            self._save_changes("changed", by=by, changes=changes)
        return self

    def _before_adding(self):
        """Fill what only a new row needs, such as its number."""

    def _save_changes(self, verb, *, by, changes):
        self.version += 1
        self.updated_at = timezone.now()
        names = [name for name in changes if not self._meta.get_field(name).many_to_many]
        extra = ["search_text"] if hasattr(self, "search_text") else []
        self.save(update_fields=[*names, *extra, "version", "updated_at"])
        told = {name: pair for name, pair in changes.items() if name not in self.unlogged}
        record(self, verb, by=by, changes=told)
        self._after_changing([self], [changes], by=by)

    @classmethod
    def _after_changing(cls, rows, changes, *, by):
        """Keep what follows from changes of rows, alone or many at once; `changes` stands in the rows' order."""

    def _before_writing(self):
        """Set what follows from other fields; every way to write a row passes here before its rules are asked."""
        if hasattr(self, "search_text"):
            self.search_text = search_form(*(getattr(self, name) for name in self.searched))

    def _locked(self):
        return type(self)._base_manager.select_for_update().get(pk=self.pk)

    @staticmethod
    def _state_of(row):
        return {field.name: _stored(field.value_from_object(row)) for field in row._meta.concrete_fields}

    def _diff(self, before):
        now = self._state_of(self)
        ignored = {"version", "created_at", "updated_at", "search_text"}
        return {
            name: [before[name], value] for name, value in now.items() if name not in ignored and value != before[name]
        }

    def _links(self, links):
        return {name: sorted(str(pk) for pk in getattr(self, name).values_list("pk", flat=True)) for name in links}

    def _links_diff(self, before):
        now = self._links(before)
        return {name: [before[name], now[name]] for name in before if before[name] != now[name]}

    def _refuse_links(self, links):
        """Raise a ValidationError for what many-to-many names may not point at; some kinds of rows add rules."""
        refuse_foreign_rows(self, links)

    def _set_links(self, links):
        for name, rows in links.items():
            getattr(self, name).set(rows)


def _stored(value):
    """Return a field's value as JSON keeps it."""
    if isinstance(value, str | int | float | bool | list | dict) or value is None:
        return value
    return _encode(value)
