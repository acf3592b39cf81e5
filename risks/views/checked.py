"""Small forms whose values become the arguments of a verb."""

from django.core.exceptions import ValidationError


def checked(form):
    """Return the form's values, or raise its errors as the verb would raise its own."""
    if not form.is_valid():
        raise ValidationError(
            [f"{form.fields[name].label}: {text}" for name, texts in form.errors.items() for text in texts]
        )
    return form.cleaned_data
