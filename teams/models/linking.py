"""The many-to-many links of rows that are written together: judged, set, and told as [old ids, new ids].

Some links say more than that two rows belong together, such as how many days a risk costs a milestone. They are rows
with a history of their own: those that stay are left alone, and writing.py adds and removes the others as any row.
"""

from django.db import models

from .wording import Worded

CHUNK = 500


def has_own_history(field):
    """Say whether the links of a many-to-many name are rows that are written, told and undone by themselves."""
    return issubclass(field.remote_field.through, Worded)


class Linking:
    """What rows of one kind shall point at: `links` maps names to {id of a row: rows, or ids of rows}."""

    def __init__(self, rows, links=None):
        self.rows, pks = rows, {row.pk for row in rows}
        self.are_new = all(row._state.adding for row in rows)
        links = {name: {pk: wanted[pk] for pk in wanted.keys() & pks} for name, wanted in (links or {}).items()}
        self.wanted = {name: self._found(name, wanted) for name, wanted in links.items()}
        self.added, self.gone = [], []  # lists of links with a history of their own, once `set` has told them

    def judge(self):
        """Let each row refuse what it may not point at."""
        for row in self.rows:
            links = {name: wanted[row.pk] for name, wanted in self.wanted.items() if row.pk in wanted}
            row.check_links(links)

    def set(self):
        """Make the rows point at just that; return {id: {name: [old ids, new ids]}} of those that change.

        Links with a history of their own are only told, as `added` and `gone`.
        """
        changes = {}
        for name, wanted in self.wanted.items():
            before = {} if self.are_new else self.ids(name, wanted)
            for pk, rows in wanted.items():
                old, new = before.get(pk, set()), {row.pk for row in rows}
                if old != new:
                    changes.setdefault(pk, {})[name] = [sorted(map(str, old)), sorted(map(str, new))]
            self._set(self._field(name), wanted, before)
        return changes

    def _set(self, field, wanted, before):
        added = list(self._missing(field, wanted, before))
        gone = list(_superfluous(field, wanted, before))
        if has_own_history(field):
            self.added += [added] if added else []
            self.gone += [[link for links in gone for link in _held(field, links)]] if gone else []
            return
        field.remote_field.through._base_manager.bulk_create(added, batch_size=CHUNK)
        for links in gone:
            links.delete()

    def _missing(self, field, wanted, before):
        """Yield the links that are not there yet."""
        source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
        of_team = has_own_history(field)
        for row in self.rows:
            values = {source: row} | ({"team_id": row.owning_team_id} if of_team else {})
            for other in wanted.get(row.pk, ()):
                if other.pk not in before.get(row.pk, ()):
                    yield field.remote_field.through(**values, **{target: other})

    @classmethod
    def held(cls, rows):
        """Return {id: {name: [ids it points at, None]}} for every link of rows; names without any are left out.

        Links with a history of their own are no part of it.
        """
        pointed, linking = {row.pk: {} for row in rows}, cls(rows)
        for field in cls._fields(rows, own_history=False):
            for pk, ids in linking.ids(field.name, list(pointed)).items():
                pointed[pk][field.name] = [sorted(map(str, ids)), None]
        return pointed

    @classmethod
    def own_rows(cls, rows):
        """Yield lists of the links with a history of their own by which rows point at others."""
        for field in cls._fields(rows, own_history=True):
            through, source = field.remote_field.through, f"{field.m2m_field_name()}_id"
            for chunk in _chunks([row.pk for row in rows]):
                if links := list(_held(field, through._base_manager.filter(**{f"{source}__in": chunk}))):
                    yield links

    @staticmethod
    def _fields(rows, *, own_history):
        return [field for field in rows[0]._meta.many_to_many if has_own_history(field) == own_history]

    def _field(self, name) -> models.ManyToManyField:
        return self.rows[0]._meta.get_field(name)

    def _found(self, name, wanted):
        """Return the wanted with rows in the place of ids; what is not there any more is left out."""
        ids = {each for rows in wanted.values() for each in rows if not isinstance(each, models.Model)}
        found = {}
        for chunk in _chunks(sorted(map(str, ids))):
            found |= {str(row.pk): row for row in self._field(name).related_model._base_manager.filter(pk__in=chunk)}
        return {
            pk: list({row.pk: row for row in (_row(each, found) for each in rows) if row is not None}.values())
            for pk, rows in wanted.items()
        }

    def ids(self, name, pks):
        """Return {id: ids it points at now}."""
        field, held = self._field(name), {}
        source, target = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        for chunk in _chunks(list(pks)):
            rows = field.remote_field.through._base_manager.filter(**{f"{source}__in": chunk})
            for pk, other in rows.values_list(source, target):
                held.setdefault(pk, set()).add(other)
        return held


def _row(each, found):
    return each if isinstance(each, models.Model) else found.get(str(each))


def _held(field, links):
    """Hold links with a history of their own, with what their names are made of."""
    ends = (field.m2m_field_name(), field.m2m_reverse_field_name())
    return links.select_related(*ends).select_for_update(of=("self",)).order_by("pk")


def _superfluous(field, wanted, before):
    """Yield the links that shall not be there, a queryset for each row."""
    source, target = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    for pk, rows in wanted.items():
        if gone := before.get(pk, set()) - {row.pk for row in rows}:
            yield field.remote_field.through._base_manager.filter(**{source: pk, f"{target}__in": gone})


def _chunks(items):
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
