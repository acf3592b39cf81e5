"""PlanImport: a file of somebody's plan on its way into the team's, looked at row by row before anything changes."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from teams.models import TeamOwned

from .fileimport import FileImport, FileImportQuerySet, ImportedRow
from .newwork import NewWork

APPLIED_AT_ONCE = 1_000  # rows, with the projects and goals they bring along; the worker applies more
ROW_KINDS = [
    ("goal", _("Goal")),
    ("key_result", _("Key result")),
    ("milestone", _("Milestone")),
    ("task", _("Task")),
]
ANSWERS = frozenset({"encoding", "sheet", "day_order", "archived", "columns"})


class Archived(models.TextChoices):
    TAKE = "take", _("take them over")
    SKIP = "skip", _("leave them out")


class PlanImportQuerySet(FileImportQuerySet):
    def for_lists(self):
        """Fetch what a row of a list shows."""
        return super().for_lists().select_related("project")


class PlanImport(NewWork, FileImport):
    """A plan in a file: goals with key results, milestones and tasks, and the project they go to."""

    project = models.ForeignKey(
        "planner.Project", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("project")
    )
    new_project = LineField(_("name of a new project"), max_length=120, blank=True, default="")
    archived = models.CharField(_("archived cards"), max_length=4, blank=True, default="", choices=Archived)

    answers = ANSWERS
    index = "planner:import"
    objects = PlanImportQuerySet.as_manager()

    class Meta(FileImport.Meta):
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(fields=["team", "-created_at"], name="planimport_recent"),
            models.Index(fields=["team", "header_mark"], name="planimport_by_header"),
        ]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(project=None) | models.Q(new_project=""),
                name="planimport_one_project",
                violation_error_message=_("Choose a project or name a new one, not both."),
            ),
        ]

    def get_absolute_url(self):
        return reverse("planner:import-preview", args=[self.team.slug, self.pk])

    @property
    def is_large(self):
        named = sum(len(self.counts.get(names, ())) for names in ("new_projects", "new_goals"))
        return self.writing + named > APPLIED_AT_ONCE


class PlanImportFile(models.Model):
    """The bytes of an import, kept apart from what lists read, until it is applied or discarded."""

    planimport = models.OneToOneField(PlanImport, models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField()

    def __str__(self):
        return str(self.planimport)


class StagedRow(ImportedRow):
    """What one row of a plan would do."""

    planimport = models.ForeignKey(PlanImport, models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=10, choices=ROW_KINDS)

    class Meta(ImportedRow.Meta):
        constraints = [models.UniqueConstraint(fields=["planimport", "position"], name="stagedrow_once_per_place")]
