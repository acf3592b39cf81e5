"""Forms of an import: the file, and the answers to what it leaves open."""

from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.characters import CONTROL
from core.tabular.problems import MAX_BYTES
from core.tabular.workbook import XLSX
from teams.forms import TeamModelForm

from .imports.fields import FIELD_LABELS
from .imports.headers import FIELDS
from .imports.list_names import OF_KEY_RESULTS
from .imports.plan_flow import PLAN
from .imports.remarks import words
from .imports.uploading import receive, upload
from .models import Archived, DayOrder, PlanImport

JSON = "application/json"
MEGABYTE = 1024 * 1024


def read_upload(file, *, flow=PLAN, in_words=words, **choices):
    """Return an uploaded file as received; raises ValidationError when it is none."""
    if file.size > MAX_BYTES:
        raise ValidationError(words("file_too_large", {"limit": MAX_BYTES // MEGABYTE}), code="file_too_large")
    received = receive(file.read(), flow=flow, **choices)
    if (error := received.refusal) is not None:
        raise ValidationError(in_words(error.code, error.params), code=error.code) from error
    return received


def file_name_of(file):
    """Return the name of an uploaded file on one line, short enough to keep."""
    name = " ".join(CONTROL.sub("", PurePath(file.name).name).split())
    return name[-200:] or "plan.csv"


class ImportForm(TeamModelForm):
    """The file, and where its milestones shall go."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the reader's own sentence is clearer
        help_text=_(
            "CSV, XLSX or a board of Trello as JSON, up to 10 MB and 20,000 rows. "
            "Nothing changes before you have seen what it would do."
        ),
        widget=forms.FileInput(attrs={"accept": f".csv,.tsv,.txt,.xlsx,.json,text/csv,text/plain,{JSON},{XLSX}"}),
    )
    flow, in_words = PLAN, staticmethod(words)
    field_order = ["file", "project", "new_project"]

    class Meta:
        model = PlanImport
        fields = ["project", "new_project"]
        help_texts = {
            "project": _("Leave it open to use the projects the file names."),
            "new_project": _("A project that is made together with the rows."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.name_fields()

    def name_fields(self):
        self.fields["project"].empty_label = _("As the file says")

    def clean_file(self):
        file = self.cleaned_data["file"]
        self.received = read_upload(file, flow=self.flow, in_words=self.in_words)
        self.instance.file_name = file_name_of(file)
        return file

    def store(self, *, by):
        try:
            return upload(self.instance, self.received, by=by, flow=self.flow)
        except ValidationError as error:
            self._update_errors(error)
        return None


FIELD_UNKNOWN = _("“%(name)s” is no field of a plan. The fields are: %(fields)s.")


def check_columns(columns, fields=FIELDS, message=FIELD_UNKNOWN):
    """Refuse choices of columns for what is no field of the rows; raises ValidationError."""
    unknown = [name for name in columns if name not in fields]
    if unknown:
        params = {"name": unknown[0][:60], "fields": ", ".join(fields)}
        raise ValidationError(message, code="field_unknown", params=params)


class FileReadingForm(forms.Form):
    """What only a person can tell of any file: which encoding reads well, whether day or month comes first."""

    sheet = forms.ChoiceField(label=_("Which sheet of the workbook?"))
    encoding = forms.ChoiceField(label=_("Which of these reads well?"), widget=forms.RadioSelect)
    day_order = forms.ChoiceField(
        label=_("Which comes first, the day or the month?"),
        choices=DayOrder.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, planimport, initial=None, **kwargs):
        found = planimport.findings
        given = {"encoding": found.get("encoding"), "day_order": planimport.day_order, "sheet": found.get("sheet")}
        super().__init__(*args, initial=given | (initial or {}), **kwargs)
        self.fields["encoding"].choices = [
            (guess["encoding"], f"{guess['encoding']}: {guess['sample']}") for guess in found.get("encodings", ())
        ]
        if not found.get("encodings"):
            del self.fields["encoding"]
        self.fields["sheet"].choices = [(name, name) for name in found.get("sheets", ())]
        if len(found.get("sheets", ())) < 2:
            del self.fields["sheet"]
        if found.get("order") in ("ask", "mixed"):
            self.fields["day_order"].help_text = _("The file says “%(sample)s”.") % {"sample": found["sample"]}
        else:
            del self.fields["day_order"]


class ReadingForm(FileReadingForm):
    """What only a person can tell of a plan: what becomes of archived cards, too."""

    archived = forms.ChoiceField(
        label=_("What should happen to archived cards?"), choices=Archived.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args, planimport, **kwargs):
        given = {"archived": planimport.archived or Archived.TAKE}
        super().__init__(*args, planimport=planimport, initial=given, **kwargs)
        if count := planimport.findings.get("archived"):
            self.fields["archived"].help_text = ngettext(
                "%(count)d row is archived. What is not done is taken over as cancelled.",
                "%(count)d rows are archived. What is not done is taken over as cancelled.",
                count,
            ) % {"count": count}
        else:
            del self.fields["archived"]


class ColumnsForm(forms.Form):
    """Which column of a plain list holds what; the title alone while nobody knows which column that is."""

    prefix = "column"
    names, labels = FIELDS, FIELD_LABELS

    def __init__(self, *args, planimport, **kwargs):
        found = planimport.findings
        super().__init__(*args, **kwargs)
        if found.get("header") and found.get("dialect", "generic") == "generic":
            for name in self._offered(found) if "fields" in found else ("title",):
                self.fields[name] = self._field(name, found)

    @classmethod
    def is_answered_by(cls, data):
        """Say whether what was sent are choices of columns."""
        return any(name.startswith(f"{cls.prefix}-") for name in data)

    def _offered(self, found):
        """Return the fields to choose columns for: those of key results where a row is one."""
        return [name for name in self.names if found.get("key_results") or name not in OF_KEY_RESULTS]

    def _field(self, name, found):
        nothing = _("choose a column") if name == "title" else _("not in the file")
        return forms.ChoiceField(
            label=self.labels[name],
            choices=[("", nothing), *((column, column) for column in found["header"])],
            initial=found.get("fields", {}).get(name, ""),
            required=name == "title",
        )
