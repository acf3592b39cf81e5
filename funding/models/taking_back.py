"""Taking a verb back exactly: what it changed is restored, unless the row has been written since."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from teams.models import Activity


def take_back(row, verbs, *, by):
    """Restore what the last verb on a locked row changed, if it was one of `verbs`; nothing if that was done already.

    Raises ValidationError when something else has changed the row since.
    """
    last = Activity.objects.filter(team_id=row.team_id).about(row).order_by("-subject_version", "-at").first()
    if last is None or last.verb == "restored":
        return
    if last.verb not in verbs or last.is_outdated:
        raise ValidationError(
            _("%(row)s was changed since. Move it by hand."), code="changed_since", params={"row": row}
        )
    if last.change is None:
        last.revert(by=by)
    else:
        last.change.undo(by=by)
    row.refresh_from_db()
