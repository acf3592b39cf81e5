"""What the rules say of a draft, as the rows of a preview tell it."""

from django.core.exceptions import NON_FIELD_ERRORS


def texts(draft, error):
    """Yield what a ValidationError says, each with the name of its field."""
    if not hasattr(error, "error_dict"):
        yield from error.messages
        return
    for name, messages in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{draft._meta.get_field(name).verbose_name}: "
        yield from (f"{label}{text}" for text in messages)
