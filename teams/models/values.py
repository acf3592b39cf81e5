"""A row's values as the database has them, in the form the history keeps."""

from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder

from core.logged import Logged, how_logged

BOOKKEEPING = frozenset({"version", "created_at", "updated_at", "search_text"})
_PLAIN = frozenset({str, int, float, bool, list, dict, type(None)})  # types that JSON keeps as they are
_encode = DjangoJSONEncoder().default


def stored_values(row):
    """Return {field: value as JSON keeps it} of all columns."""
    return {field.name: _as_json(field.value_from_object(row)) for field in row._meta.concrete_fields}


def differences(before, now):
    """Return {field: [old, new]} of what a person or a verb changed."""
    return {
        name: [before[name], value]
        for name, value in now.items()
        if name not in BOOKKEEPING and value != before.get(name)
    }


def loggable(model, changes):
    """Return what the history keeps of {field: [old, new]}; of some fields only that they changed, of some nothing."""
    kept = {}
    for name, pair in changes.items():
        field = model._meta.get_field(name)
        match how_logged(field):
            case Logged.VALUE:
                kept[name] = pair
            case Logged.CIPHERTEXT:
                kept[name] = [None if value is None else _as_json(field.get_prep_value(value)) for value in pair]
            case Logged.CHANGE:
                kept[name] = None
    return kept


def restored_value(field, value):
    """Return what a row holds of a value the history kept."""
    if how_logged(field) == Logged.CIPHERTEXT and value is not None:
        return field.from_db_value(value, None, None)
    return field.to_python(value)


def _as_json(value):
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value.normalize():f}"  # 5000.00 and 5E+3 are the same amount
    if isinstance(value, (str, int, float, list, dict)):
        return value
    return _encode(value)
