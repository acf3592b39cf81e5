"""How forms look: Django asks this renderer for every form, field and widget."""

from django.forms.renderers import TemplatesSetting


class LandfallRenderer(TemplatesSetting):
    """Fields with the label above, help below, errors in place.

    A form may name its optional parts: `folded = {_("More about it"): ("cause", "effect")}`; they start folded.
    One with a value is open, but for what stands there anyway: `usual = {"kind": "threat"}`.
    """

    form_template_name = "components/form_fields.html"
    field_template_name = "components/field.html"


def tell(form, error):
    """Put the errors of a verb beside the fields they are about; what the form does not ask stands above it."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)
