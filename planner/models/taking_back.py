"""Taking back what a verb has just done to a row, for the Undo of a toast."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from teams.models import Activity


def was_taken_back(row):
    """Say whether the last thing that happened to a row is that something was restored."""
    last = _last(row)
    return last is not None and last.verb == "restored"


def take_back(row, *verbs, by):
    """Restore what stood before the last Activity of a row that is held, which must be one of these verbs.

    Raises ValidationError when something else has happened to the row since.
    """
    last = _last(row)
    if last is None or last.verb not in verbs or last.is_outdated:
        message = _("This cannot be undone: %(row)s was changed since.")
        raise ValidationError(message, code="changed_since", params={"row": row})
    last.revert(by=by)
    row.refresh_from_db()


def _last(row):
    return Activity.objects.about(row).order_by("-at", "-pk").first()
