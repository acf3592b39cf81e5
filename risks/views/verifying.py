"""Verifying what was done: two questions to another person than its owner, each with its undo."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks.models import ResponseAction
from risks.verifying_forms import SendingBackForm, VerificationForm
from teams.form_pages import TeamUpdateView
from teams.web import TeamActionView


class ActionVerification(TeamUpdateView):
    """Ask what it took off, of whoever did it themselves for the reason too, and verify."""

    route = "response-actions/<uuid:pk>/verification/", "action-verification"
    model, action = ResponseAction, "verify"
    form_class = VerificationForm
    intro = gettext_lazy("Say that it was done and works. Another person than its owner does that.")

    def get_title(self):
        return _("Verify “%(row)s”") % {"row": self.object}

    def get_submit(self):
        return _("Verify it")

    def get_success_message(self):
        return _("%(row)s is verified.") % {"row": self.object}


class ActionSendingBack(TeamUpdateView):
    """Ask what does not work, and send it back to its owner."""

    route = "response-actions/<uuid:pk>/sending-back/", "action-sending-back"
    model, action = ResponseAction, "verify"
    form_class = SendingBackForm
    intro = gettext_lazy("It is then in progress again, and says why.")

    def get_title(self):
        return _("Send “%(row)s” back") % {"row": self.object}

    def get_submit(self):
        return _("Send it back")

    def get_success_message(self):
        return _("%(row)s is in progress again.") % {"row": self.object}


class ActionVerificationUndo(TeamActionView):
    """POST: let it wait for somebody to verify it again."""

    route = "response-actions/<uuid:pk>/verification/undo/", "action-verification-undo"
    model, action, verb = ResponseAction, "verify", "undo_verification"
    done_message = gettext_lazy("%(row)s waits to be verified again.")


class ActionSendingBackUndo(TeamActionView):
    """POST: have it done again."""

    route = "response-actions/<uuid:pk>/sending-back/undo/", "action-sending-back-undo"
    model, action, verb = ResponseAction, "verify", "undo_sending_back"
    done_message = gettext_lazy("%(row)s is done.")
