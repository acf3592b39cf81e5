"""What a row points at: that it is there, and that it belongs to the row's own team."""

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils.translation import gettext_lazy as _

FOREIGN = _("Choose from this team.")
# A row points at so many others at most by one many-to-many name: pages and answers show all of them.
LINKS_AT_MOST = 100


def load_links(row, *, but=()):
    """Load what a row points at, as far as it was not given; return the names of the fields for which it is there.

    An id given as text becomes what the database has. The team of a stored row never changes, and is not asked for;
    nor are the fields named in `but`.
    """
    links = [field for field in row._meta.concrete_fields if field.is_relation and field.name not in but]
    return [field.name for field in links if (field.name == "team" and not row._state.adding) or _load(row, field)]


def refuse_foreign(row, *, but=()):
    """Raise a ValidationError for a field that points at a row of another team."""
    errors = {
        name: ValidationError(FOREIGN, code="foreign")
        for name in load_links(row, but=but)
        if name != "team" and getattr(getattr(row, name), "team_id", row.team_id) != row.team_id
    }
    if errors:
        raise ValidationError(errors)


def refuse_foreign_rows(row, links):
    """Raise a ValidationError for a many-to-many name with too many rows or one of another team: {name: rows}."""
    for name, rows in links.items():
        if len(rows) > LINKS_AT_MOST:
            message, most = _("Choose at most %(most)d."), {"most": LINKS_AT_MOST}
            raise ValidationError({name: ValidationError(message, code="too_many", params=most)})
        if any(each.team_id != row.owning_team_id for each in rows):
            raise ValidationError({name: ValidationError(FOREIGN, code="foreign")})


def _load(row, field):
    try:
        found = getattr(row, field.name)
    except (ObjectDoesNotExist, ValidationError):
        return False
    if found is not None:
        setattr(row, field.name, found)  # its id too
    return found is not None
