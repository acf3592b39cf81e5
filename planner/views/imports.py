"""Pages of imports: upload, preview, apply, undo; and the plan as a file."""

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from core.paging import Paginator
from core.tabular.workbook import XLSX, xlsx_file
from core.tabular.writer import csv_blocks, csv_bytes
from planner.import_forms import ColumnsForm, ImportForm, ReadingForm
from planner.imports.exporting import example_rows, plan_rows
from planner.imports.headers import OWN_HEADER
from planner.imports.one_act import undo_import
from planner.imports.plan_flow import PLAN
from planner.imports.remarks import words
from planner.imports.showing import dialect_of, failure_of, remembered_of, rows_in, shown, skipped_of, views_of
from planner.imports.uploading import apply, read_again
from planner.models import ImportState, PlanImport
from planner.models.fileimport import MOST_OPEN, kept_days
from teams.form_pages import TeamCreateView, validated
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, TeamMixin

CSV = "text/csv; charset=utf-8"
RECENT = 20
ROWS_PER_PAGE = 100
NOUNS = ("discard", "reading", "remembered", "application", "undo")
VERBS = ("discard", "change", "apply")


class ImportStart(TeamCreateView):
    """Bring a file, and see what was brought before."""

    route = "import/", "import"
    model = PlanImport
    form_class = ImportForm
    template_name = "planner/import.html"
    success_message = property(lambda self: _("%(row)s was uploaded."))

    def get_context_data(self, **kwargs):
        imports = self.model.objects.visible_to(self.membership).for_lists()
        recent = list(imports[:RECENT])
        recent += imports.open().exclude(pk__in=[row.pk for row in recent])
        return super().get_context_data(recent=recent, kept_days=kept_days(), most=MOST_OPEN, **kwargs)


class OfImport:
    """The pages of imports of one kind: its forms, its words, and what is done with its files."""

    model = PlanImport
    flow, in_words, dialect_of, shown = PLAN, staticmethod(words), staticmethod(dialect_of), staticmethod(shown)
    reading_form, columns_form = ReadingForm, ColumnsForm
    list_page = "planner:milestone-list", gettext_lazy("Milestones")
    table = "planner/_import_table.html"

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def address(self, name, *args):
        """Return the address of a page of this kind of import."""
        return reverse(f"{self.model._meta.app_label}:{name}", args=[self.team.slug, *args])


class ImportPreview(OfImport, TeamDetailView):
    """What a file would do, row by row; while the worker is at it, how far it is."""

    route = "import/<uuid:pk>/", "import-preview"
    template_name = "planner/import_preview.html"
    partials = ("import-body",)

    def get_context_data(self, **kwargs):
        planimport, chosen = self.object, self.request.GET.get("show", "")
        number = self.request.GET.get("page", "1")
        is_of_skipped = chosen == "skipped"
        page = Paginator(rows_in(planimport, chosen), ROWS_PER_PAGE).get_page(number)
        return super().get_context_data(
            planimport=planimport,
            form=self.reading_form(planimport=planimport),
            columns=self.columns_form(planimport=planimport),
            dialect=self.dialect_of(planimport),
            goes_to=self.goes_to(),
            failure=failure_of(planimport, self.in_words),
            remembered=remembered_of(planimport, self.membership, self.columns_form.labels),
            tabs=views_of(planimport, chosen),
            chosen=chosen,
            page=page,
            table=self.table,
            rows=() if is_of_skipped else self.shown(page, planimport),
            skipped=skipped_of(planimport, page=number if is_of_skipped else None, in_words=self.in_words),
            may_undo=planimport.change is not None and planimport.change.may_be_undone_by(self.membership),
            **self.ways(),
            **kwargs,
        )

    def goes_to(self):
        """Return where the rows of a plan go."""
        named = self.object.project or self.object.new_project
        return named or _("the projects the file names")

    def ways(self):
        """Return the way here, what may be done with the file, and where."""
        page, label = self.list_page
        index = self.address("import")
        addresses = {noun: self.address(f"import-{noun}", self.object.pk) for noun in NOUNS}
        return {
            "crumbs": [(reverse(page, args=[self.team.slug]), label), (index, _("Import"))],
            "addresses": addresses | {"index": index},
            "may_import": {verb: self.membership.has_perm(self._right_to(verb)) for verb in VERBS},
        }


class ImportAction(OfImport, TeamActionView):
    action = "apply"


class ImportReading(ImportAction):
    """Read the file again with the answers of a person: to our questions, or to which column holds what."""

    route = "import/<uuid:pk>/reading/", "import-reading"
    action = "change"

    def perform(self):
        data = self.request.POST
        if self.columns_form.is_answered_by(data):
            answers = {"columns": validated(self.columns_form(data, planimport=self.object))}
        else:
            answers = validated(self.reading_form(data, planimport=self.object))
        read_again(self.object, by=self.membership, flow=self.flow, **answers)


class ImportRememberedReading(ImportAction):
    """Read the file again with the columns somebody chose for such a file before."""

    route = "import/<uuid:pk>/reading/remembered/", "import-remembered"
    action = "change"

    def perform(self):
        before = self.object.findings.get("remembered", {})
        read_again(self.object, by=self.membership, flow=self.flow, columns=before.get("columns", {}))


class ImportApplication(ImportAction):
    """Write what the preview shows, as one act."""

    route = "import/<uuid:pk>/application/", "import-application"

    def perform(self):
        apply(self.object, by=self.membership, flow=self.flow)

    @property
    def done_message(self):
        if self.object.state == ImportState.APPLIED:
            return _("%(row)s was imported.")
        return _("%(row)s is being imported.")

    def undo_url(self):
        return self.address("import-undo", self.object.pk) if self.object.state == ImportState.APPLIED else None


class ImportUndo(ImportAction):
    """Take the whole import back."""

    route = "import/<uuid:pk>/application/undo/", "import-undo"
    done_message = property(lambda self: _("The import of %(row)s was undone."))

    def perform(self):
        undo_import(self.object, by=self.membership)


class ImportDiscard(TeamDiscardView):
    route = "import/<uuid:pk>/discard/", "import-discard"
    model = PlanImport


class Download(TeamMixin, View):
    """A file for the asking person to keep."""

    file_name = ""

    @cached_property
    def headers(self):
        return {"Content-Disposition": f'attachment; filename="{self.file_name}"'}


class ImportExample(Download):
    """An empty file of our own format, with two rows that show how it is meant."""

    route = "import/example.csv", "import-example"
    right = "planner.add_planimport"
    file_name = "landfall-example.csv"

    def get(self, request, **kwargs):
        return HttpResponse(csv_bytes(OWN_HEADER, example_rows()), content_type=CSV, headers=self.headers)


class PlanExport(Download):
    """The plan's milestones and tasks; imports again without changing anything."""

    route = "plan.csv", "plan-export"
    right = "planner.view_milestone"

    @property
    def file_name(self):
        return f"{self.team.slug}-plan.csv"

    def get(self, request, **kwargs):
        blocks = csv_blocks(OWN_HEADER, plan_rows(self.membership))
        return StreamingHttpResponse(blocks, content_type=CSV, headers=self.headers)


class PlanWorkbook(Download):
    """The same plan as a workbook, which imports again as well."""

    route = "plan.xlsx", "plan-workbook"
    right = "planner.view_milestone"

    @property
    def file_name(self):
        return f"{self.team.slug}-plan.xlsx"

    def get(self, request, **kwargs):
        file = xlsx_file("Plan", OWN_HEADER, plan_rows(self.membership))
        return FileResponse(file, content_type=XLSX, headers=self.headers)
