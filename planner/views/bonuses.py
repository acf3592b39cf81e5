"""Bonuses: a list and a page for the person and for owners, who offer, approve, pay and make void."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planner.bonus_filters import BonusFilter
from planner.bonus_forms import ApprovalForm, BonusForm, PaymentForm, VoidingForm
from planner.models import Bonus
from teams.activity_formatter import history_of
from teams.form_pages import TeamCreateView, TeamUpdateView
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, TeamListView


class BonusRows:
    model = Bonus

    def get_queryset(self):
        return super().get_queryset().for_lists()


class BonusList(TeamListView):
    """What a person may see; the pages of a milestone and of a person show it narrowed to themselves."""

    route = "bonuses/", "bonus-list"
    model = Bonus
    filterset_class = BonusFilter
    template_name = "planner/bonus_list.html"
    partials = ("bonus-table",)
    start = {"state": "open"}

    def get_queryset(self):
        return super().get_queryset().for_lists()


class BonusDetail(BonusRows, TeamDetailView):
    route = "bonuses/<uuid:pk>/", "bonus"
    template_name = "planner/bonus.html"
    context_object_name = "bonus"

    def get_context_data(self, **kwargs):
        return super().get_context_data(history=history_of(self.membership, self.object), **kwargs)


class BonusCreate(TeamCreateView):
    """Offer a bonus; `?milestone=` says for what."""

    route = "bonuses/new/", "bonus-new"
    model = Bonus
    form_class = BonusForm
    intro = gettext_lazy("Only the person it is for and owners see it. It is earned when the milestone is completed.")


class BonusUpdate(BonusRows, TeamUpdateView):
    route = "bonuses/<uuid:pk>/edit/", "bonus-edit"
    form_class = BonusForm


class BonusDiscard(BonusRows, TeamDiscardView):
    route = "bonuses/<uuid:pk>/discard/", "bonus-discard"


class BonusApproval(BonusRows, TeamUpdateView):
    """Ask for confirmation, of a sole owner who gets it for the reason too, and approve."""

    route = "bonuses/<uuid:pk>/approval/", "bonus-approval"
    action = "approve"
    form_class = ApprovalForm
    intro = gettext_lazy("After that its amount stays as it is, and it can be paid.")

    def get_title(self):
        return _("Approve “%(bonus)s”") % {"bonus": self.object}

    def get_submit(self):
        return _("Approve")

    def get_success_message(self):
        return _("%(row)s is approved.") % {"row": self.object}


class BonusPayment(BonusRows, TeamUpdateView):
    """Ask for the day, and note that it was paid."""

    route = "bonuses/<uuid:pk>/payment/", "bonus-payment"
    action = "pay"
    form_class = PaymentForm

    def get_title(self):
        return _("“%(bonus)s” was paid") % {"bonus": self.object}

    def get_submit(self):
        return _("Mark as paid")

    def get_success_message(self):
        return _("%(row)s is paid out.") % {"row": self.object}


class BonusVoiding(BonusRows, TeamUpdateView):
    """Ask why, and make it void."""

    route = "bonuses/<uuid:pk>/voiding/", "bonus-voiding"
    action = "void"
    form_class = VoidingForm
    intro = gettext_lazy("The person it is for sees the reason.")

    def get_title(self):
        return _("Make “%(bonus)s” void") % {"bonus": self.object}

    def get_submit(self):
        return _("Make it void")

    def get_success_message(self):
        return _("%(row)s is void.") % {"row": self.object}


class BonusApprovalUndo(BonusRows, TeamActionView):
    """POST takes the approval back."""

    route = "bonuses/<uuid:pk>/approval/undo/", "bonus-approval-undo"
    action, verb = "approve", "withdraw_approval"
    done_message = gettext_lazy("The approval of %(row)s is taken back.")


class BonusPaymentUndo(BonusRows, TeamActionView):
    """POST: it was not paid after all."""

    route = "bonuses/<uuid:pk>/payment/undo/", "bonus-payment-undo"
    action, verb = "pay", "undo_payment"
    done_message = gettext_lazy("%(row)s is still to be paid.")


class BonusVoidingUndo(BonusRows, TeamActionView):
    """POST: it counts again."""

    route = "bonuses/<uuid:pk>/voiding/undo/", "bonus-voiding-undo"
    action, verb = "void", "undo_voiding"
    done_message = gettext_lazy("%(row)s counts again.")
