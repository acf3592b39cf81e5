"""Holding rows until the transaction ends, so that nobody writes them between a look and a write."""

CHUNK = 500


def hold(model, ids):
    """Return {id: row} of those there are, held until the transaction ends."""
    held = {}
    for start in range(0, len(ids), CHUNK):
        rows = model._base_manager.select_for_update().filter(pk__in=ids[start : start + CHUNK]).order_by("pk")
        held |= {row.pk: row for row in rows}
    return held
