"""Pages of imports of risks: upload, preview, apply, undo; and the register as a file."""

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy

from core.tabular.workbook import XLSX, xlsx_file
from core.tabular.writer import csv_blocks, csv_bytes
from planner.views.imports import (
    CSV,
    Download,
    ImportApplication,
    ImportPreview,
    ImportReading,
    ImportRememberedReading,
    ImportStart,
    ImportUndo,
)
from risks.import_forms import RegisterColumnsForm, RegisterImportForm, RegisterReadingForm
from risks.imports.columns import OWN_HEADER
from risks.imports.example import example_rows
from risks.imports.exporting import register_json, register_rows
from risks.imports.flow import REGISTER
from risks.imports.remarks import words
from risks.imports.showing import dialect_of, shown
from risks.models import RegisterImport
from teams.web import TeamDiscardView

JSON = "application/json"


class RegisterStart(ImportStart):
    """Bring a file of risks, and see what was brought before."""

    route = "risks/import/", "import"
    model = RegisterImport
    form_class = RegisterImportForm
    template_name = "risks/import.html"


class OfRegister:
    """The pages of imports of risks."""

    model = RegisterImport
    flow, in_words, dialect_of, shown = REGISTER, staticmethod(words), staticmethod(dialect_of), staticmethod(shown)
    reading_form, columns_form = RegisterReadingForm, RegisterColumnsForm
    list_page = "risks:register", gettext_lazy("Risk register")
    table = "risks/_import_table.html"


class RegisterPreview(OfRegister, ImportPreview):
    """What a file would do, risk by risk; while the worker is at it, how far it is."""

    route = "risks/import/<uuid:pk>/", "import-preview"

    def goes_to(self):
        return ""


class RegisterReading(OfRegister, ImportReading):
    """Read the file again with the answers of a person: to our questions, or to which column holds what."""

    route = "risks/import/<uuid:pk>/reading/", "import-reading"


class RegisterRememberedReading(OfRegister, ImportRememberedReading):
    """Read the file again with the columns somebody chose for such a file before."""

    route = "risks/import/<uuid:pk>/reading/remembered/", "import-remembered"


class RegisterApplication(OfRegister, ImportApplication):
    """Write what the preview shows, as one act."""

    route = "risks/import/<uuid:pk>/application/", "import-application"


class RegisterUndo(OfRegister, ImportUndo):
    """Take the whole import back."""

    route = "risks/import/<uuid:pk>/application/undo/", "import-undo"


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
