"""RegisterImport: a file of risks on its way into the register, looked at row by row before anything changes."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from planner.models import FileImport, FileImportQuerySet, ImportedRow
from risks.states import Category

APPLIED_AT_ONCE = 200  # rows, each with what belongs to it; the worker applies more


class RegisterImportQuerySet(FileImportQuerySet):
    """Who brought a file sees it, and owners do: its rows may name risks that others may not see."""

    def visible_to(self, membership):
        rows = super().visible_to(membership)
        return rows if membership.role == "owner" else rows.filter(made_by=membership)


class RegisterImport(FileImport):
    """Risks in a file, and which category those get that name none."""

    category = models.CharField(
        _("category of risks that name none"), max_length=12, blank=True, default="", choices=Category
    )

    answers = frozenset({"encoding", "sheet", "day_order", "category", "columns"})
    index, index_label = "risks:import", _("Import risks")
    objects = RegisterImportQuerySet.as_manager()

    class Meta(FileImport.Meta):
        verbose_name = _("import of risks")
        verbose_name_plural = _("imports of risks")
        indexes = [
            models.Index(fields=["team", "-created_at"], name="registerimport_recent"),
            models.Index(fields=["team", "header_mark"], name="registerimport_by_header"),
        ]

    def get_absolute_url(self):
        return reverse("risks:import-preview", args=[self.team.slug, self.pk])

    @property
    def is_large(self):
        return self.writing > APPLIED_AT_ONCE


class RegisterFile(models.Model):
    """The bytes of an import, until it is applied or discarded."""

    registerimport = models.OneToOneField(RegisterImport, models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField()

    def __str__(self):
        return str(self.registerimport)


class RegisterRow(ImportedRow):
    """What one risk of a file would do."""

    fileimport = models.ForeignKey(RegisterImport, models.CASCADE, related_name="rows")

    kind = "risk"

    class Meta(ImportedRow.Meta):
        constraints = [models.UniqueConstraint(fields=["fileimport", "position"], name="registerrow_once_per_place")]
