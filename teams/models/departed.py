"""Nothing open waits for somebody who has left: whatever makes a row or opens it again ends here."""

from django.apps import apps
from django.core.exceptions import ValidationError

from .who import WhoField


def unassign_departed(rows):
    """Take those who have left off the rows that are open, as the end of a membership does with what is open then."""
    fields = [field for field in rows[0]._meta.concrete_fields if isinstance(field, WhoField)]
    named = [{field.name: _person(row, field) for field in fields} for row in rows]
    unknown = {person for people in named for person in people.values() if isinstance(person, str)}
    left = _ended(unknown) if unknown else set()
    gone = [[name for name, person in people.items() if _has_left(person, left)] for people in named]
    touched = [(row, names) for row, names in zip(rows, gone, strict=True) if names]
    if len(touched) > 1:
        type(rows[0]).load_for_rules([row for row, _names in touched])
    for row, names in touched:
        if not row.is_closed:
            row.unassign(names)


def _person(row, field):
    """Return the Membership a field names if it is loaded, else its id as text, or None."""
    value = getattr(row, field.attname)
    if value is None:
        return None
    if field.is_cached(row):
        return getattr(row, field.name)
    try:
        return str(field.target_field.to_python(value))
    except ValidationError:
        return None  # no id at all, as judging will say


def _ended(ids):
    memberships = apps.get_model("teams.Membership").objects
    return set(map(str, memberships.filter(pk__in=ids).exclude(ended_at=None).values_list("pk", flat=True)))


def _has_left(person, left):
    if person is None:
        return False
    return person in left if isinstance(person, str) else not person.is_active
