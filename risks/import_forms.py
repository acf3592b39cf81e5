"""Forms of an import of risks: the file, and the answers to what it leaves open."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.tabular.workbook import XLSX
from planner.import_forms import JSON, ColumnsForm, FileReadingForm, ImportForm
from planner.models import ImportState

from .imports.fields import FIELD_LABELS, FIELDS
from .imports.flow import REGISTER
from .imports.remarks import words
from .models import RegisterImport
from .states import Category


class RegisterImportForm(ImportForm):
    """The file, and the category of risks that name none."""

    flow, in_words = REGISTER, staticmethod(words)
    field_order = ["file", "category"]

    class Meta:
        model = RegisterImport
        fields = ["category"]
        help_texts = {"category": _("For files of other programs, whose categories are not ours.")}

    def name_fields(self):
        self.fields["file"].help_text = _(
            "CSV, XLSX or Landfall's own JSON, up to 10 MB and 20,000 risks. "
            "Nothing changes before you have seen what it would do."
        )
        accepted = f".csv,.tsv,.txt,.xlsx,.json,text/csv,text/plain,{JSON},{XLSX}"
        self.fields["file"].widget.attrs["accept"] = accepted
        self.fields["category"].choices = [("", _("As the file says")), *Category.choices]


class RegisterReadingForm(FileReadingForm):
    """What only a person can tell, and the category of risks that name none."""

    category = forms.ChoiceField(
        label=_("Which category do risks get that name none?"),
        choices=[("", _("As the file says")), *Category.choices],
        required=False,
    )

    def __init__(self, *args, planimport, **kwargs):
        super().__init__(*args, planimport=planimport, initial={"category": planimport.category}, **kwargs)
        if planimport.state == ImportState.FAILED:
            del self.fields["category"]


class RegisterColumnsForm(ColumnsForm):
    """Which column of a plain list of risks holds what."""

    names, labels = FIELDS, FIELD_LABELS
