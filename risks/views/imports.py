"""Pages of imports of risks: upload, preview, apply, undo; and the register as a file."""

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from core.paging import Paginator
from core.tabular.workbook import XLSX, xlsx_file
from core.tabular.writer import csv_blocks, csv_bytes
from planner.imports.one_act import undo_import
from planner.imports.showing import failure_of, rows_in, skipped_of, views_of
from planner.imports.uploading import apply, read_again
from planner.models import ImportState
from planner.views.imports import CSV, ROWS_PER_PAGE, Download, ImportApplication, ImportStart, ImportUndo
from risks.import_forms import RegisterImportForm, RegisterReadingForm
from risks.imports.columns import OWN_HEADER
from risks.imports.example import example_rows
from risks.imports.exporting import register_json, register_rows
from risks.imports.flow import REGISTER
from risks.imports.remarks import words
from risks.imports.showing import dialect_of, shown
from risks.models import RegisterImport
from teams.form_pages import validated
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView

JSON = "application/json"


class RegisterStart(ImportStart):
    """Bring a file of risks, and see what was brought before."""

    route = "risks/import/", "import"
    model = RegisterImport
    form_class = RegisterImportForm
    template_name = "risks/import.html"


class RegisterPreview(TeamDetailView):
    """What a file would do, risk by risk; while the worker is at it, how far it is."""

    route = "risks/import/<uuid:pk>/", "import-preview"
    model = RegisterImport
    template_name = "risks/import_preview.html"
    partials = ("import-body",)

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_context_data(self, **kwargs):
        fileimport, chosen = self.object, self.request.GET.get("show", "")
        number = self.request.GET.get("page", "1")
        is_of_skipped = chosen == "skipped"
        page = Paginator(rows_in(fileimport, chosen), ROWS_PER_PAGE).get_page(number)
        return super().get_context_data(
            planimport=fileimport,
            form=RegisterReadingForm(planimport=fileimport),
            dialect=dialect_of(fileimport),
            failure=failure_of(fileimport, words),
            tabs=views_of(fileimport, chosen),
            chosen=chosen,
            page=page,
            rows=() if is_of_skipped else shown(page, fileimport),
            skipped=skipped_of(fileimport, page=number if is_of_skipped else None, in_words=words),
            may_undo=fileimport.change is not None and fileimport.change.may_be_undone_by(self.membership),
            **kwargs,
        )


class RegisterReading(TeamActionView):
    """Read the file again with the answers of a person."""

    route = "risks/import/<uuid:pk>/reading/", "import-reading"
    model = RegisterImport
    action = "change"

    def perform(self):
        answers = validated(RegisterReadingForm(self.request.POST, planimport=self.object))
        read_again(self.object, by=self.membership, flow=REGISTER, **answers)


class RegisterApplication(ImportApplication):
    """Write what the preview shows, as one act."""

    route = "risks/import/<uuid:pk>/application/", "import-application"
    model = RegisterImport

    def perform(self):
        apply(self.object, by=self.membership, flow=REGISTER)

    def undo_url(self):
        if self.object.state != ImportState.APPLIED:
            return None
        return reverse("risks:import-undo", args=[self.team.slug, self.object.pk])


class RegisterUndo(ImportUndo):
    """Take the whole import back."""

    route = "risks/import/<uuid:pk>/application/undo/", "import-undo"
    model = RegisterImport

    def perform(self):
        undo_import(self.object, by=self.membership)


class RegisterDiscard(TeamDiscardView):
    route = "risks/import/<uuid:pk>/discard/", "import-discard"
    model = RegisterImport


class RegisterExample(Download):
    """A file of our own format with two risks that show how it is meant."""

    route = "risks/import/example.csv", "import-example"
    right = "risks.add_registerimport"
    file_name = "landfall-risks-example.csv"

    def get(self, request, **kwargs):
        return HttpResponse(csv_bytes(OWN_HEADER, example_rows()), content_type=CSV, headers=self.headers)


class RegisterDownload(Download):
    right = "risks.view_risk"
    ending = ""

    @property
    def file_name(self):
        return f"{self.team.slug}-risks.{self.ending}"


class RegisterCsv(RegisterDownload):
    """The risks a person may see; imports again without changing anything."""

    route = "risks/register.csv", "register-csv"
    ending = "csv"

    def get(self, request, **kwargs):
        blocks = csv_blocks(OWN_HEADER, register_rows(self.membership))
        return StreamingHttpResponse(blocks, content_type=CSV, headers=self.headers)


class RegisterWorkbook(RegisterDownload):
    """The same register as a workbook, which imports again as well."""

    route = "risks/register.xlsx", "register-xlsx"
    ending = "xlsx"

    def get(self, request, **kwargs):
        file = xlsx_file("Risks", OWN_HEADER, register_rows(self.membership))
        return FileResponse(file, content_type=XLSX, headers=self.headers)


class RegisterJson(RegisterDownload):
    """The same register with all that belongs to each risk."""

    route = "risks/register.json", "register-json"
    ending = "json"

    def get(self, request, **kwargs):
        return StreamingHttpResponse(register_json(self.membership), content_type=JSON, headers=self.headers)
