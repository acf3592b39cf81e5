"""The form that attaches a file."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.filetypes import EXTENSIONS

from .models import File
from .models.file import LARGEST, MEGABYTE, TOO_LARGE


def read_file(upload):
    """Return the name and the bytes of an uploaded file; what is too large is not read."""
    if upload.size > LARGEST:
        raise ValidationError(TOO_LARGE, code="too_large", params={"most": LARGEST // MEGABYTE})
    return upload.name, upload.read()


class FileForm(forms.Form):
    """A file to attach to a row."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the row's own sentence is clearer
        max_length=1_000,
        help_text=_("At most 10 MB: pdf, pictures, text, or an office file without macros."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{each}" for each in EXTENSIONS)}),
    )

    def __init__(self, *args, instance, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.subject = instance

    def store(self, *, by):
        """Attach the file; returns it, or None with the reason among the form's errors."""
        try:
            return File.attach(self.subject, *read_file(self.cleaned_data["file"]), by=by)
        except ValidationError as error:
            self.add_error("file", error.messages)
            return None
