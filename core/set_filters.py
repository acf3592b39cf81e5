"""What templates say of a filter form: which of its fields narrow the list, and to what in words."""

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import pgettext

LINKED = "linked"  # the widget of what only links set (teams/filters.py)
EMPTY = (None, "", [], (), False)


def colon(label):
    """Return a label as it stands before its value, with the colon of the reader's language."""
    return pgettext("before a value", "%(label)s:") % {"label": label}


def is_set(field):
    """Say whether a field of a filter narrows the list more than the list does at the start."""
    return not field.errors and field.value() not in (*EMPTY, field.initial)


def chosen_names(field):
    """Return the names of the rows chosen in a field that searches them, one after another."""
    return ", ".join(field.field.shown(field.value())["names"])


def has_set(form):
    """Say whether any field of a filter narrows the list and can be seen to, or was meant to."""
    return any(is_set(field) or field.errors for field in form if not field.is_hidden or field.widget_type == LINKED)


def narrows_by(form, names):
    """Say whether one of these fields of a filter narrows the list, or was meant to."""
    return any(is_set(form[name]) or form[name].errors for name in names)


def shown_value(field):
    """Return the word for what a field of a filter is set to; nothing where the value would say nothing to a reader."""
    words = {str(value): word for value, word in getattr(field.field, "choices", ())}
    return words.get(str(field.value()), "")


def narrowed_to(form):
    """Return what a filter narrows a list to, in words, each as “its name: its value”."""
    fields = [field for field in form if is_set(field) and (not field.is_hidden or field.widget_type == LINKED)]
    said = [(field.label, _said(field)) for field in fields]
    return [f"{colon(name)} {value}" if value else str(name) for name, value in said]


def _said(field):
    """Return what a field of a filter is set to, in words; nothing for a box that is ticked."""
    if field.widget_type == "checkbox":
        return ""
    if getattr(field.field, "is_searched", False):
        return chosen_names(field)
    if isinstance(field.value(), list):
        words = {str(value): str(word) for value, word in field.field.choices}
        return ", ".join(words.get(str(each), str(each)) for each in field.value())
    if field.widget_type == "date" and (day := _day(field)):
        return date_format(day)
    return shown_value(field) or ("" if field.widget_type == LINKED else field.value())


def _day(field):
    """Return the day a field of a filter is set to, or None where that is none."""
    try:
        return field.field.to_python(field.value())
    except ValidationError:
        return None


def left_out(form):
    """Return the names of the filters whose values say nothing: a page does without them, and says so."""
    return ", ".join(str(field.label) for field in form if field.errors)


FILTERS = (colon, is_set, chosen_names, has_set, narrows_by, shown_value, narrowed_to, left_out)
