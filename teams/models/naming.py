"""Naming the rows that stand in the way of something, so that a person can find them."""

from django.utils.translation import ngettext

from core.fields import LineField

MOST = 5


def name_field(model):
    """Return the field, or the path to one, that tells a row from others of its kind."""
    lines = (field.name for field in model._meta.concrete_fields if isinstance(field, LineField))
    return model.named_by or next(lines)


def names_of_users(rows, removed, *, reader=None):
    """Name rows that point at what shall be removed (given by its ids), each once, the oldest first.

    A row that merely joins two others, such as a milestone and its goal, stands for its other end. What the reader, a
    membership, may not see is not named and not counted: its kind has words for it. Nobody sees everything.
    """
    ends = {}
    for row in rows:
        link = _other_end(row, removed)
        ends[getattr(row, link.attname) if link else row.pk] = getattr(row, link.name) if link else row
    found = [ends[pk] for pk in sorted(ends)]  # ids are made in the order of time
    unseen = _unseen_by(reader, found)
    named = [row for row in found if row.pk not in unseen]
    hidden = dict.fromkeys(str(row.unseen) for row in found if row.pk in unseen)
    return listed([*map(str, named[:MOST]), *hidden], of=len(named) + len(hidden))


def _unseen_by(reader, rows):
    """Return the ids of those a membership may not see."""
    by_kind = {}
    for row in rows:
        by_kind.setdefault(type(row), set()).add(row.pk)
    unseen = set()
    for kind, ids in by_kind.items():
        if reader is not None and hasattr(kind._default_manager, "visible_to"):
            seen = kind._default_manager.visible_to(reader).filter(pk__in=ids)
            unseen |= ids - set(seen.values_list("pk", flat=True))
    return unseen


def listed(names, *, of):
    """Write names one after another, and how many more there are than these."""
    text, more = ", ".join(names), of - len(names)
    if not more:
        return text
    told = ngettext("%(names)s and %(number)s more", "%(names)s and %(number)s more", more)
    return told % {"names": text, "number": more}


def _other_end(row, removed):
    """Return the field by which a join row points at what stays, or None for any other row."""
    links = {field.name: field for field in row._meta.concrete_fields if field.is_relation}
    known = [many for link in links.values() for many in link.related_model._meta.many_to_many]
    joins = [many for many in known if many.remote_field.through is type(row)]
    ends = [links[name] for many in joins for name in (many.m2m_field_name(), many.m2m_reverse_field_name())]
    return next((link for link in ends if getattr(row, link.attname) not in removed), None)
