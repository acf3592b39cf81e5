"""How the history keeps a field: said at the field itself, so that no list of names stands elsewhere."""

from enum import StrEnum


class Logged(StrEnum):
    """What the history keeps when a field changes."""

    VALUE = "value"  # the old and the new value; undo restores the old one
    CIPHERTEXT = "ciphertext"  # both as the database holds them, encrypted; undo restores the old one
    CHANGE = "change"  # only that it changed: undo of such a change is refused
    NOTHING = "nothing"


def logged(field, how=Logged.VALUE, *, right=""):
    """Return a model field that says how it is logged; its values are shown to holders of `right`, if one is named."""
    field.logged, field.right_to_read = how, right
    return field


def unlogged(field):
    """Return a model field of which the history knows nothing: a secret, or what is no act of anybody."""
    return logged(field, Logged.NOTHING)


def how_logged(field):
    return getattr(field, "logged", Logged.VALUE)
