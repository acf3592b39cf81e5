"""FileImport: a file somebody brought, looked at row by row before anything changes; kinds say what its rows become."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.fields import LineField
from core.ids import uuid7
from core.logged import unlogged
from core.tabular.encoding import ENCODINGS
from core.telling import told
from core.tones import toned
from teams.models import Team, TeamOwned, TeamQuerySet, membership_of


@toned(bad=["failed"])
class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Being read")
    PREVIEWED = "previewed", _("To be checked")
    APPLIED = "applied", _("Imported")
    FAILED = "failed", _("Not readable")
    DISCARDED = "discarded", _("Discarded")


MOST_OPEN = 20  # files of a team that wait for a person, each of up to 10 MB
TOO_MANY = ngettext_lazy(
    "%(most)d file waits to be imported, and no more may. Import or discard it first: “%(oldest)s”.",
    "%(most)d files wait to be imported, and no more may. Import or discard one first; the oldest is “%(oldest)s”.",
    "most",
)
OPEN_IMPORTS = (ImportState.UPLOADED, ImportState.PREVIEWED, ImportState.FAILED)


def kept_days():
    """Return for how many days an import waits for a person; a setting, as a file may be large."""
    return settings.IMPORT_RETENTION_DAYS


class DayOrder(models.TextChoices):
    DAY_FIRST = "dmy", _("day first")
    MONTH_FIRST = "mdy", _("month first")


class Verdict(models.TextChoices):
    CREATE = "create", _("New")
    UPDATE = "update", _("Change")
    SAME = "same", _("As it is")
    BAD = "bad", _("Left out")


class FileImportQuerySet(TeamQuerySet):
    def for_lists(self):
        """Fetch what a row of a list shows."""
        return self.select_related("team", "made_by", "change", "job")

    def open(self):
        """Return imports that wait for a person, whose files are kept."""
        return self.filter(state__in=OPEN_IMPORTS)

    def abandoned(self, now):
        """Return imports that wait for a person and that nobody has touched for as long as they are kept."""
        return self.open().filter(updated_at__lt=now - timedelta(days=kept_days()))


class FileImport(TeamOwned):
    """One uploaded file: how it was read, what its rows would change, and the act that applied them.

    `readings` counts how often it was read; a reader that was overtaken by a newer one writes nothing more. Kinds have
    `rows`, staged, and the bytes as `file`.
    """

    file_name = LineField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(editable=False)
    encoding = models.CharField(
        _("text encoding"), max_length=20, blank=True, default="", choices=[(name, name) for name in ENCODINGS]
    )
    sheet = LineField(_("sheet"), max_length=100, blank=True, default="")  # of a workbook; the first one unless chosen
    day_order = models.CharField(_("order of day and month"), max_length=3, blank=True, default="", choices=DayOrder)
    columns = models.JSONField(default=dict, blank=True, editable=False)  # a person's choices: field → name of a column
    header_mark = unlogged(models.CharField(max_length=32, blank=True, default="", editable=False))
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED, editable=False)
    readings = unlogged(models.PositiveSmallIntegerField(default=1, editable=False))
    findings = unlogged(models.JSONField(default=dict, blank=True, editable=False))
    counts = unlogged(models.JSONField(default=dict, blank=True, editable=False))
    failure = unlogged(models.JSONField(default=dict, blank=True, editable=False))
    outcome = unlogged(models.JSONField(default=dict, blank=True, editable=False))
    made_by = models.ForeignKey(
        "teams.Membership", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    job = unlogged(
        models.ForeignKey("teams.Job", models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    )
    change = models.ForeignKey("teams.Change", models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    applied_at = models.DateTimeField(null=True, blank=True, editable=False)

    verbs = {"applied": _("{who} imported {row}"), "read_again": _("{who} had {row} read again")}
    answers = frozenset()  # what a person says of how to read such a file
    objects = FileImportQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        abstract = True
        ordering = ["-created_at"]

    def __str__(self):
        return self.file_name

    # Questions

    @property
    def skipped(self):
        """Return what applying left alone: {line, title, code, params} each."""
        return self.outcome.get("skipped", [])

    @property
    def is_busy(self):
        """Say whether the worker has yet to read or to apply this."""
        return (
            self.job is not None
            and not self.job.is_over
            and self.state
            in (
                ImportState.UPLOADED,
                ImportState.PREVIEWED,
            )
        )

    @property
    def progress(self):
        """Return how many rows the worker has read or written, of how many; None while that is not known."""
        if not self.is_busy:
            return None
        done, total = told(self.job_id) or (self.job.progress, self.job.total)
        return {"done": done, "total": total} if total else None

    @property
    def contents(self):
        """Return the bytes, as a queryset that is empty once nobody needs them."""
        return type(self)._meta.get_field("file").related_model.objects.filter(pk=self.pk)

    @property
    def is_open(self):
        return self.state in OPEN_IMPORTS

    @property
    def is_undone(self):
        return self.change is not None and self.change.undone_at is not None

    @property
    def questions(self):
        """Return what a person must answer first: "encoding" and "day_order" are guesses until somebody chose."""
        asked = []
        if self.findings.get("encodings") and not self.encoding:
            asked.append("encoding")
        if self.findings.get("order") in ("ask", "mixed") and not self.day_order:
            asked.append("day_order")
        return asked

    @property
    def may_be_applied(self):
        return self.state == ImportState.PREVIEWED and not self.questions and bool(self.writing)

    @property
    def writing(self):
        """Return how many rows would be made or changed."""
        return self.counts.get("create", 0) + self.counts.get("update", 0)

    # Making

    @classmethod
    def fill_new(cls, rows, *, by):
        """Refuse more files than a team may keep waiting; of one team they are brought one after another."""
        super().fill_new(rows, by=by)
        team = rows[0].team_id
        Team._base_manager.select_for_update(no_key=True).get(pk=team)
        waiting = cls.objects.filter(team=team).open().order_by("created_at", "pk")
        if waiting.count() + len(rows) > MOST_OPEN:
            person = membership_of(by)
            shown = waiting if person is None else waiting.visible_to(person)
            params = {"most": MOST_OPEN, "oldest": shown.first() or cls.unseen}
            raise ValidationError(TOO_MANY, code="too_many_waiting", params=params)

    # Verbs

    @transaction.atomic
    def read_again(self, *, by, **answers):
        """Forget what was read and note a person's answers; planner/imports/uploading.py then reads it.

        What is left out of the answers stays.
        """
        self.lock()
        if not self.is_open:
            raise ValidationError(_("This import is over. Upload the file again."), code="over")
        for name in self.answers & answers.keys():
            setattr(self, name, answers[name])
        self.state, self.readings = ImportState.UPLOADED, self.readings + 1
        self.findings, self.counts, self.failure, self.job = {}, {}, {}, None
        self.rows.all().delete()
        self.write("read_again", by=by)

    @transaction.atomic
    def discard(self, *, by):
        """Give this import up: the file and its rows go, the line in the list stays."""
        self.lock()
        if self.state == ImportState.DISCARDED:
            return
        if self.state == ImportState.APPLIED:
            raise ValidationError(_("This was imported already. Undo it instead."), code="applied")
        self.state, self.job = ImportState.DISCARDED, None
        self.rows.all().delete()
        self.contents.delete()
        self.write("discarded", by=by)


class ImportedRow(models.Model):
    """What one row of the file would do: make or change the row `target_id`, nothing, or why it is left out.

    `data` holds the field values to write, in the form Activity stores them, and what the preview shows.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=6, choices=Verdict)
    target_id = models.UUIDField(null=True)
    target_version = models.PositiveIntegerField(null=True)
    data = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    has_warning = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self):
        return f"{self.line}: {self.title}"
