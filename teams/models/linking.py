"""The many-to-many links of rows that are written together: judged, set, and told as [old ids, new ids]."""

from django.db import models

CHUNK = 500


class Linking:
    """What rows of one kind shall point at: `links` maps names to {id of a row: rows, or ids of rows}."""

    def __init__(self, rows, links=None):
        self.rows, pks = rows, {row.pk for row in rows}
        self.are_new = all(row._state.adding for row in rows)
        links = {name: {pk: wanted[pk] for pk in wanted.keys() & pks} for name, wanted in (links or {}).items()}
        self.wanted = {name: self._found(name, wanted) for name, wanted in links.items()}

    def judge(self):
        """Let each row refuse what it may not point at."""
        for row in self.rows:
            links = {name: wanted[row.pk] for name, wanted in self.wanted.items() if row.pk in wanted}
            row.check_links(links)

    def set(self):
        """Make the rows point at just that; return {id: {name: [old ids, new ids]}} of those that change."""
        changes = {}
        for name, wanted in self.wanted.items():
            before = {} if self.are_new else self.ids(name, wanted)
            for pk, rows in wanted.items():
                old, new = before.get(pk, set()), {row.pk for row in rows}
                if old != new:
                    changes.setdefault(pk, {})[name] = [sorted(map(str, old)), sorted(map(str, new))]
            _set(self._field(name), wanted, before)
        return changes

    @classmethod
    def held(cls, rows):
        """Return {id: {name: [ids it points at, None]}} for every link of rows; names without any are left out."""
        pointed, linking = {row.pk: {} for row in rows}, cls(rows)
        for field in rows[0]._meta.many_to_many:
            for pk, ids in linking.ids(field.name, list(pointed)).items():
                pointed[pk][field.name] = [sorted(map(str, ids)), None]
        return pointed

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


def _set(field, wanted, before):
    source, target = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    through = field.remote_field.through
    added = [
        through(**{source: pk, target: row.pk})
        for pk, rows in wanted.items()
        for row in rows
        if row.pk not in before.get(pk, ())
    ]
    through._base_manager.bulk_create(added, batch_size=CHUNK)
    for pk, rows in wanted.items():
        if gone := before.get(pk, set()) - {row.pk for row in rows}:
            through._base_manager.filter(**{source: pk, f"{target}__in": gone}).delete()


def _chunks(items):
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
