"""The base of every row people change: one way in (`store`), one way out (`discard`), each leaving an Activity.

How a row is written stands in writing.py; here stands what each step means to a row, and kinds of rows add to it.
"""

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.days import refuse_far_days
from core.ids import uuid7
from core.logged import unlogged
from core.stale import GoneError, StaleError
from core.text import search_form

from . import broken_rules
from .links import load_links, refuse_foreign_rows
from .reverting import Reverting
from .values import differences, stored_values
from .wording import Worded
from .writing import IN_USE, add_rows, edit_row, remove_rows, write_rows


class StoredRow(Worded, Reverting):
    """A row with an id made in the app, a version that tells stale copies, and an Activity for each change."""

    id = unlogged(models.UUIDField(primary_key=True, default=uuid7, editable=False))
    version = unlogged(models.PositiveIntegerField(default=1, editable=False))
    created_at = unlogged(models.DateTimeField(default=timezone.now, editable=False))
    updated_at = unlogged(models.DateTimeField(default=timezone.now, editable=False))

    named_by = ""  # what tells a row from others of its kind: a field or a path to one; else its first line of text
    named_through = ()  # links to the rows that stand in the name
    trusted = frozenset({"id"})  # fields whose values are made here and given once
    is_discussed = False  # whether people comment on such rows and follow what is said (comment.py)
    undo_reason = ""  # what an undo gives as its reason, where a kind keeps the reasons of changes
    is_personal = False  # whether a row is one person's own affair, and no work of the team
    may_be_restricted = False  # whether some rows may be seen by few (sight.py)
    follows_many = False  # whether such a row follows several others: seen by who sees one of them
    index, index_label = "", ""  # the URL name of the page that lists such rows, and its name if another than theirs
    in_use = IN_USE
    unseen = _("something you may not see")  # what such a row is called where it stands in somebody's way

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

    def store(self, *, by, version=None, links=None, reason=""):
        """Check and save this row.

        `version` is the one the editor saw (the one loaded, when not given): raises StaleError if the row has moved on.
        `links` maps many-to-many names to the rows they shall point at. Raises ValidationError.
        """
        links = {name: {self.pk: rows} for name, rows in (links or {}).items()}
        if self._state.adding:
            self.judge_edit(None)
            add_rows([self], by=by, links=links)
            return self
        loaded, self.version = self.version, self.version if version is None else version
        if not edit_row(self, by=by, links=links, reason=reason):
            self.version = loaded
            raise self._outdated()
        return self

    @transaction.atomic
    def discard(self, *, by):
        """Delete this row if nothing points at it; raises ValidationError naming what does."""
        self.lock()
        remove_rows([self], by=by)

    # For verbs: lock, change attributes, write

    def lock(self):
        """Load this row anew and hold it until the transaction ends; the first line of every verb.

        Raises GoneError when it was removed meanwhile.
        """
        try:
            self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update())
        except ObjectDoesNotExist as error:
            raise GoneError(self) from error
        self._held = stored_values(self)

    def write(self, verb, *, by, reason=""):
        """Judge and save what a verb changed since `lock()`, and record it under the verb's name.

        Raises ValidationError.
        """
        write_rows([self], verb, by=by, before={self.pk: self.__dict__.pop("_held")}, reason=reason)

    # The steps of a write, as kinds of rows add to them

    @classmethod
    def fill_new(cls, rows, *, by):
        """Fill what only new rows need, such as their numbers."""

    def judge_edit(self, before):
        """Refuse or follow what `store()` changes, where verbs and imports may do more.

        `before` holds the stored values, None for a new row. Raises ValidationError.
        """

    @classmethod
    def judge_removal(cls, rows, *, by):
        """Refuse to remove rows, by whatever way. Raises ValidationError."""

    def set_derived(self):
        """Set what follows from other fields, before the rules are asked."""
        if hasattr(self, "search_text"):
            self.search_text = search_form(*(getattr(self, name) for name in self.searched))

    @classmethod
    def follow_changes(cls, rows, before):
        """Set what follows from what was changed; `before` maps ids to the stored values, and has none of new rows."""

    @classmethod
    def load_for_rules(cls, rows):
        """Load what the rules ask of other rows, for many rows at once."""

    @classmethod
    def judge_what_others_changed(cls, rows):
        """Refuse new rows judged earlier, where a row they belong to has changed since. Raises ValidationError."""

    def unassign(self, names):
        """Take off those who have left, in the fields of these names."""
        for name in names:
            setattr(self, name, None)

    def judge(self, before=None):
        """Raise a ValidationError unless this row keeps the rules of fields, `clean()` and constraints.

        `before` holds the stored values of a row that is changed: what did not change is not asked again.
        """
        errors = {}
        try:
            self.judge_by_itself(before)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        changed = None if before is None else differences(before, stored_values(self)).keys()
        unchanged = set() if before is None else {field.name for field in self._meta.concrete_fields} - changed
        try:
            self.validate_unique(exclude=unchanged | errors.keys())
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if broken := broken_rules.errors_of(self, self.trusted | errors.keys(), changed):
            errors = ValidationError(broken).update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def judge_by_itself(self, before=None):
        """Raise a ValidationError unless fields and `clean()` agree, which need no other row of this kind."""
        unchanged = set()
        if before is not None:
            changed = differences(before, stored_values(self))
            unchanged = {field.name for field in self._meta.concrete_fields} - changed.keys()
        self.full_clean(exclude=unchanged, validate_unique=False, validate_constraints=False)

    def check_links(self, links):
        """Raise a ValidationError for what many-to-many names, {name: rows}, may not point at."""
        refuse_foreign_rows(self, links)

    @classmethod
    def after_writing(cls, rows, changes, *, by, reason):
        """Keep what follows from a write; `changes` stands in the rows' order, the old values of new rows are None."""

    # What Django asks

    def clean(self):
        super().clean()
        refuse_far_days(self)

    def clean_fields(self, exclude=None):
        """As Django does; of what this row points at, `load_links` has told that it is there."""
        super().clean_fields({*(exclude or ()), *load_links(self, but=exclude or ())})

    def validate_unique(self, exclude=None):
        """As Django does; an id made here is new."""
        super().validate_unique({*(exclude or ()), "id"})

    def validate_constraints(self, exclude=None):
        """As Django does, with the constraint's name as the error's code, so that programs can tell rules apart."""
        if errors := broken_rules.errors_of(self, self.trusted | set(exclude or ())):
            raise ValidationError(errors)

    def _outdated(self):
        present = type(self)._base_manager.filter(pk=self.pk).first()
        return GoneError(self) if present is None else StaleError(present)  # under the name it has
