"""Tranches that wait for a milestone which is about to move: what the money hears before the plan changes."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planner.ports import Effect

from .models import Tranche

KEY = Tranche._meta.label_lower
NAMED = 2


def tranches_at_risk(membership, found):
    """Return the effects on open tranches this member may see: at risk where the milestone becomes late, else moved."""
    rows = {row.milestone.pk: row for row in found.rows}
    tranches = Tranche.objects.visible_to(membership).open().filter(milestone__in=list(rows))
    tranches = list(tranches.select_related("opportunity__source").order_by("opportunity", "position"))
    late = {row.milestone.pk for row in found.late}
    at_risk = [row for row in tranches if row.milestone_id in late]
    moved = [row for row in tranches if row.milestone_id not in late and _is_later(rows[row.milestone_id])]
    return [*_risks(at_risk), *_moves(moved)]


def _is_later(row):
    return bool(row.old.due_on and row.new.due_on and row.new.due_on > row.old.due_on)


def _risks(tranches):
    named = [
        Effect(
            KEY,
            _("tranche %(position)s of %(source)s at risk")
            % {"position": row.position, "source": row.opportunity.source.name},
            is_late=True,
        )
        for row in tranches[:NAMED]
    ]
    if rest := len(tranches) - NAMED:
        text = ngettext("%(count)s more tranche at risk", "%(count)s more tranches at risk", rest)
        return [*named, Effect(KEY, text % {"count": rest}, is_late=True)] if rest > 0 else named
    return named


def _moves(tranches):
    text = ngettext("%(count)s tranche comes later", "%(count)s tranches come later", len(tranches))
    return [Effect(KEY, text % {"count": len(tranches)})] if tranches else []
