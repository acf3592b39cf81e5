"""A person's choice of columns, remembered by team and header and offered for the next file with the same one."""

from hashlib import sha256

from core.tabular.reader import fold
from planner.models import ImportState

KEPT = (ImportState.PREVIEWED, ImportState.APPLIED)


def mark_of_header(names):
    """Return the fingerprint of a header: the same for the same names in any case and spacing."""
    return sha256("\x1f".join(map(fold, names)).encode()).hexdigest()[:32] if names else ""


def remembered(planimport, header_mark):
    """Return {columns, import} of the last import of the team that somebody chose columns for with that header.

    Nothing where this one has choices of its own, and only what the plain lists may choose. Whoever brought this file
    but may not see that import is told the columns, whose names their own file has, and not whose import it was.
    """
    if planimport.columns or not header_mark:
        return {}
    found = type(planimport).objects.filter(team=planimport.team_id, header_mark=header_mark, state__in=KEPT)
    last = found.exclude(pk=planimport.pk).exclude(columns={}).order_by("-created_at").first()
    if last is None:
        return {}
    return {"columns": last.columns, "import": str(last.pk) if _is_seen(last, planimport.made_by) else None}


def _is_seen(last, membership):
    return membership is None or type(last).objects.visible_to(membership).filter(pk=last.pk).exists()
