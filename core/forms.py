"""How forms look: Django asks this renderer for every form, field and widget."""

from django.forms.renderers import TemplatesSetting


class LandfallRenderer(TemplatesSetting):
    """Fields with the label above, help below, errors in place.

    A form may name its optional parts: `folded = {_("More about it"): ("cause", "effect")}`; they start folded.
    """

    form_template_name = "components/form_fields.html"
    field_template_name = "components/field.html"
