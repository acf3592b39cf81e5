"""Writing what a preview showed as one act, all or nothing, and taking that back; whatever kind of import it is."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.budget import OutOfTimeError
from core.pagecache import roomy_cache
from planner.models import ImportState
from teams.models import begin_change, membership_of

OUT_OF_TIME = _(
    "Importing these rows takes too long, so nothing was imported. Try again when less is going on, "
    "or divide the file into smaller ones."
)


def apply_as_one_act(fileimport, write, *, label, by, readings=None):
    """Let `write(act)` write the rows and return the outcome; raises ValidationError while something is unanswered.

    `readings` tells which preview was approved, when that was a while ago: a newer one is not meant.
    """
    try:
        with roomy_cache(), transaction.atomic():
            approved = readings or fileimport.readings
            fileimport.lock()
            if fileimport.state == ImportState.APPLIED:
                return
            _refuse_unless_ready(fileimport, approved)
            act = begin_change(fileimport.team, membership_of(by), label)
            fileimport.outcome = write(act)
            fileimport.state, fileimport.applied_at, fileimport.change = ImportState.APPLIED, timezone.now(), act
            fileimport.contents.delete()
            fileimport.write("applied", by=by)
    except OutOfTimeError as error:
        raise ValidationError(OUT_OF_TIME, code="out_of_time") from error
    except IntegrityError as error:
        message = _("Something this import needs was changed since the preview. Read the file again.")
        raise ValidationError(message, code="overtaken") from error


def undo_import(fileimport, *, by):
    """Take the whole import back, or refuse and name the rows changed since."""
    if fileimport.change is None:
        raise ValidationError(_("This was not imported, so there is nothing to undo."), code="not_applied")
    with roomy_cache():
        fileimport.change.undo(by=by)


def _refuse_unless_ready(fileimport, approved):
    if fileimport.state != ImportState.PREVIEWED or fileimport.readings != approved:
        raise ValidationError(_("This import is not ready. Look at its preview first."), code="not_previewed")
    if "encoding" in fileimport.questions:
        raise ValidationError(_("Choose the text encoding first."), code="encoding_open")
    if "day_order" in fileimport.questions:
        raise ValidationError(_("Choose first whether the day or the month comes first."), code="day_order_open")
