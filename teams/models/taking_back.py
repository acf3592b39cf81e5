"""Taking a verb back exactly, for the Undo of a toast: what it changed is restored, with all of its act."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .activity import Activity
from .undoing import revert_all

CHANGED_SINCE = _("This cannot be undone: %(row)s was changed since.")


def take_back(row, *verbs, by):
    """Undo the last thing that happened to a held row, which must be one of these verbs; harmless when repeated.

    What the verb did in one act with other rows is undone with it. Raises ValidationError when something else has
    happened to the row since, PermissionDenied for an act of several rows that this person may not undo.
    """
    last = Activity.objects.about(row).of_the_row_itself().order_by("-subject_version", "-at", "-pk").first()
    if last is not None and last.verb == "restored":
        return
    if last is None or last.verb not in verbs or last.is_outdated:
        raise ValidationError(CHANGED_SINCE, code="changed_since", params={"row": row})
    if last.change is None:
        revert_all([last], by=by)
    else:
        last.change.undo(by=by)
    row.refresh_from_db()
