"""File: what somebody attached to a row; its bytes stand in a row of their own, which no list reads."""

import hashlib

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import LineField
from core.filetypes import EXTENSIONS, LONGEST_NAME, clean_name, type_of
from teams.roles import RANK, Role

from .activity import membership_of
from .owned import TeamOwned, TeamQuerySet
from .subjects import about_gone_rows, about_seen_rows, stored_subject, subject_of
from .team import Team

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE  # bytes of one file
FILES_AT_MOST = 50  # of one row, whose page shows all of them
TOO_LARGE = _("A file has at most %(most)d MB.")
# What the history of the row tells when something happens to a file on it.
TOLD_AS = {"created": "file_attached", "discarded": "file_removed"}


class FileQuerySet(TeamQuerySet):
    def visible_to(self, membership):
        """Return the files of rows this person may see; a row that is hidden or gone hides its files."""
        return super().visible_to(membership).filter(about_seen_rows(membership))

    def about(self, row):
        return self.filter(subject_kind=row._meta.label_lower, subject_id=row.pk)

    def of_gone_rows(self):
        """Return the files that nobody sees, and that an undo would bring back with their rows."""
        return self.filter(about_gone_rows())

    def for_lists(self):
        return self.select_related("team", "author")


class File(TeamOwned):
    """A file attached to a row people talk about: kept as it came, and never changed."""

    subject_kind = models.CharField(_("kind of row"), max_length=60, editable=False)
    subject_id = models.UUIDField(_("row"), editable=False)
    name = LineField(_("name"), max_length=LONGEST_NAME, editable=False)
    media_type = models.CharField(_("type"), max_length=100, editable=False)
    size = models.PositiveIntegerField(_("size"), validators=[MaxValueValidator(LARGEST)], editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    author = models.ForeignKey(
        "teams.Membership",
        models.PROTECT,
        verbose_name=pgettext_lazy("file", "attached by"),
        null=True,
        editable=False,
        related_name="+",
    )

    has_history = False
    objects = FileQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["created_at", "id"]
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [
            models.Index(fields=["subject_id", "created_at"], name="file_of_subject"),
            models.Index(fields=["team", "size"], name="file_sizes_of_team"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("teams:file", args=[self.team.slug, self.pk])

    @classmethod
    def attach(cls, row, name, content, *, by):
        """Keep the bytes of a file beside a row, and return it; raises ValidationError for what is not kept."""
        name = clean_name(name)
        if len(content) > LARGEST:
            raise ValidationError(TOO_LARGE, code="too_large", params={"most": LARGEST // MEGABYTE})
        if not content:
            raise ValidationError(_("This file is empty."), code="empty")
        media_type = type_of(name, content)
        if media_type is None:
            message = _("“%(name)s” is not kept: its content must be what its name says, and one of %(kinds)s.")
            raise ValidationError(message, code="wrong_type", params={"name": name, "kinds": ", ".join(EXTENSIONS)})
        digest = hashlib.sha256(content).hexdigest()
        row_of = {"subject_kind": row._meta.label_lower, "subject_id": row.pk}
        file = cls(team=row.team, name=name, media_type=media_type, size=len(content), sha256=digest, **row_of)
        with transaction.atomic():
            file.store(by=by)
            FileContent.objects.create(file=file, content=content)
        return file

    @classmethod
    def bytes_of(cls, team):
        """Return how many bytes the files of a team take."""
        return cls._base_manager.filter(team=team).aggregate(total=Sum("size"))["total"] or 0

    @cached_property
    def subject(self):
        """Return the row this is attached to, whoever may see it, or None once it is gone."""
        return stored_subject(self.team, self.subject_kind, self.subject_id)

    @property
    def content(self):
        """Return the bytes."""
        return bytes(FileContent.objects.values_list("content", flat=True).get(file=self))

    def may_be_discarded_by(self, membership):
        """Say whether a person may remove this: what they attached themselves, managers anything."""
        is_manager = RANK[Role(membership.role)] >= RANK[Role.MANAGER]
        return membership.has_perm("teams.discard_file") and (membership.pk == self.author_id or is_manager)

    # Making and removing

    def store(self, *, by, version=None, links=None, reason=""):
        """Check and keep; raises ValidationError where the row is not to be seen."""
        person = membership_of(by)
        seen = self.subject if person is None else subject_of(person, self.subject_kind, self.subject_id)
        if seen is None:
            raise ValidationError(_("There is no such row to attach a file to."), code="no_subject")
        self.subject = seen
        return super().store(by=by, version=version, links=links, reason=reason)

    @classmethod
    def fill_new(cls, rows, *, by):
        """Keep who attached it, and refuse more than a row or a team may have; one after another of a team."""
        super().fill_new(rows, by=by)
        team = Team._base_manager.select_for_update().get(pk=rows[0].team_id)
        room = cls._room_in(team, sum(row.size for row in rows))
        for row in rows:
            row.author = row.author or membership_of(by)
            room -= row.size
            if room < 0:
                message, most = _("The files of a team have at most %(most)d MB. Remove some first."), {}
                most = {"most": settings.FILES_OF_TEAM_AT_MOST // MEGABYTE}
                raise ValidationError(message, code="no_room", params=most)
            if cls._base_manager.filter(subject_id=row.subject_id).count() >= FILES_AT_MOST:
                message, most = _("At most %(most)d files can be attached here."), {"most": FILES_AT_MOST}
                raise ValidationError(message, code="too_many", params=most)

    @classmethod
    def _room_in(cls, team, needed):
        """Return for how many bytes a held team has room, once the oldest files nobody can remove made way."""
        room, making_way = settings.FILES_OF_TEAM_AT_MOST - cls.bytes_of(team), []
        if room < needed:
            gone = cls.objects.filter(team=team).of_gone_rows().order_by("created_at", "id")
            for pk, size in gone.values_list("pk", "size"):
                if room >= needed:
                    break
                room += size
                making_way.append(pk)
            cls._base_manager.filter(pk__in=making_way).delete()
        return room

    @transaction.atomic
    def discard(self, *, by):
        """Remove it with its bytes; raises PermissionDenied for one of somebody else, but to managers."""
        person = membership_of(by)
        if person is not None and not self.may_be_discarded_by(person):
            raise PermissionDenied
        super().discard(by=by)

    def as_told(self, verb, changes):
        """Tell it in the history of the row, by the file's name."""
        if self.subject is None or verb not in TOLD_AS:
            return super().as_told(verb, changes)
        pair = [None, self.name] if verb == "created" else [self.name, None]
        return self.subject, TOLD_AS[verb], {"file": pair}


class FileContent(models.Model):
    """The bytes of a file."""

    file = models.OneToOneField(File, models.CASCADE, primary_key=True, related_name="bytes")
    content = models.BinaryField()

    def __str__(self):
        return str(self.file_id)
