"""Many rows of one act in a few statements: what `store()` does for one row, for thousands.

Judge the rows first (`full_clean`), outside the transaction, which is then short; here the constraints of the
database have the last word. Not for kinds whose `store()` does more than the kernel's: their own flow adds that.
"""

from django.db import models, transaction
from django.utils import timezone

from .activity import record_all
from .numbered import Counter, NumberedRow
from .overwriting import overwrite

CHUNK = 500


@transaction.atomic
def bulk_add(rows, *, by, links=None):
    """Save new rows of one kind and team: numbers in one block, an Activity each.

    `links` maps many-to-many names to {id of a row: ids it shall point at}; those ids must be the team's own.
    """
    rows = list(rows)
    if not rows:
        return
    _give_numbers(rows)
    for row in rows:
        row._before_adding()  # noqa: SLF001 - this is the other half of StoredRow.store
        row._before_writing()  # noqa: SLF001
    type(rows[0])._base_manager.bulk_create(rows, batch_size=CHUNK)
    for name, wanted in (links or {}).items():
        _set_links(type(rows[0]), name, wanted, {})
    record_all(rows, "created", by=by, changes=[_values(row) for row in rows])


@transaction.atomic
def bulk_change(rows, *, by, links=None):
    """Save rows that were loaded, changed and judged earlier; return those that somebody else changed meanwhile.

    Each row's `version` must be the one that was read. `links` as for bulk_add: what a row points at afterwards.
    """
    rows, stale = list(rows), []
    for start in range(0, len(rows), CHUNK):
        stale += _change_chunk(rows[start : start + CHUNK], by, links or {})
    return stale


def _give_numbers(rows):
    unnumbered = [row for row in rows if isinstance(row, NumberedRow) and row.number is None]
    if not unnumbered:
        return
    team_id, kind = unnumbered[0].team_id, unnumbered[0].prefix
    last = Counter.take(team_id, kind, len(unnumbered))
    for number, row in enumerate(unnumbered, start=last - len(unnumbered) + 1):
        row.number = number


def _values(row):
    """Return what a new row's Activity tells, as StoredRow.store() has it."""
    state = row._state_of(row)  # noqa: SLF001
    return {
        name: [None, value] for name, value in state.items() if name not in row.unlogged and value not in (None, "")
    }


def _change_chunk(rows, by, links):
    model = type(rows[0])
    found = model._base_manager.select_for_update().in_bulk([row.pk for row in rows])
    fresh = [row for row in rows if row.pk in found and found[row.pk].version == row.version]
    for row in fresh:
        row._before_writing()  # noqa: SLF001 - as StoredRow does before each save
    changes = {row.pk: row._diff(row._state_of(found[row.pk])) for row in fresh}  # noqa: SLF001
    for name, wanted in links.items():
        _change_links(model, name, {pk: wanted[pk] for pk in changes if pk in wanted}, changes)
    changed = [row for row in fresh if changes[row.pk]]
    _save(model, changed, changes)
    told = [changes[row.pk] for row in changed]
    record_all(changed, "changed", by=by, changes=told)
    model._after_changing(changed, told, by=by)  # noqa: SLF001
    held = {row.pk for row in fresh}
    return [row for row in rows if row.pk not in held]


def _save(model, rows, changes):
    for row in rows:
        row.version += 1
        row.updated_at = timezone.now()
    names = {name for row in rows for name in changes[row.pk] if not model._meta.get_field(name).many_to_many}
    names |= {"version", "updated_at"} | ({"search_text"} if hasattr(model, "search_text") else set())
    overwrite(model, rows, names)


def _change_links(model, name, wanted, changes):
    """Set the links of rows and note the old and the new ones among their changes."""
    field = model._meta.get_field(name)
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    before = {pk: set() for pk in wanted}
    held = field.remote_field.through._base_manager.filter(**{f"{source}_id__in": list(wanted)})
    for pk, other in held.values_list(f"{source}_id", f"{target}_id"):
        before[pk].add(other)
    for pk, others in wanted.items():
        if before[pk] != set(others):
            changes[pk][name] = [sorted(map(str, before[pk])), sorted(map(str, others))]
    _set_links(model, name, wanted, before)


def _set_links(model, name, wanted, before):
    field: models.ManyToManyField = model._meta.get_field(name)
    source, target = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    through = field.remote_field.through
    added = [
        through(**{source: pk, target: other})
        for pk, others in wanted.items()
        for other in dict.fromkeys(others)
        if other not in before.get(pk, ())
    ]
    through._base_manager.bulk_create(added, batch_size=CHUNK)
    for pk, others in wanted.items():
        if gone := before.get(pk, set()) - set(others):
            through._base_manager.filter(**{source: pk, f"{target}__in": gone}).delete()
