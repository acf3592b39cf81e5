"""Acceptances: the part of a risk's page that shows them, a page for each, and what is decided there."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fetching import part_of
from planner.forms import id_in
from risks.acceptance_forms import AcceptanceForm, ApprovalForm, RejectionForm, RevocationForm
from risks.acceptance_states import ReviewOutcome
from risks.models import Acceptance, Appetite, Review, Risk
from risks.states import LEVEL_CHOICES
from teams.activity_formatter import history_of
from teams.form_pages import TeamCreateView, TeamUpdateView
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, list_url

FORMER_AT_MOST = 5
LEVEL_WORDS = dict(LEVEL_CHOICES)


class RiskAcceptance(TeamDetailView):
    """Who bears a risk and until when, and whether it is within the appetite: a fragment of its page, with a twin."""

    route = "risks/<uuid:pk>/acceptances/", "risk-acceptance"
    model = Risk
    right = "risks.view_acceptance"
    template_name = "risks/risk_acceptance.html"
    partials = ("risk-acceptance",)

    def get_queryset(self):
        return super().get_queryset().with_scores()

    def get_context_data(self, **kwargs):
        risk = self.object
        rows = Acceptance.objects.visible_to(self.membership).filter(risk=risk).for_lists()
        url = list_url("teams:activity", self.team, subject_kind=risk._meta.label_lower, subject_id=risk.pk)
        former = part_of(rows.exclude(state__in=("requested", "approved")), url, limit=FORMER_AT_MOST)
        present = {row.state: row for row in rows.filter(state__in=("requested", "approved"))}
        for row in (*present.values(), *former):
            row.risk = risk
        request = present.get("requested")
        return super().get_context_data(
            approved=present.get("approved"),
            asked=request,
            may_decide=request is not None and request.may_be_decided_by(self.membership),
            former=former,
            borders=self.borders(),
            escalation=self.escalation(),
            **kwargs,
        )

    def borders(self):
        """Return {"amber", "red"} of the category in words, or None where no border is set."""
        rows = Appetite.objects.visible_to(self.membership).filter(category=self.object.category)
        row = rows.latest(on=self.team.today()).first()
        if row is None or not (row.amber or row.red):
            return None
        return {name: LEVEL_WORDS.get(getattr(row, name), "") for name in ("amber", "red")}

    def escalation(self):
        """Return the last review of this risk if that escalated it."""
        rows = Review.objects.visible_to(self.membership).filter(risk=self.object)
        last = rows.select_related("author").order_by("-at", "-id").first()
        return last if last and last.outcome == ReviewOutcome.ESCALATE and self.object.is_open else None


class OfAcceptance:
    """Rows of a risk, and where their pages lead."""

    model = Acceptance

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_crumbs(self):
        crumbs = [(self.index_url(), self.index_label())]
        row = self.object
        if row is not None:
            crumbs += [(row.risk.get_absolute_url(), row.risk.title), (row.get_absolute_url(), str(row))]
        return crumbs


class AcceptanceDetail(OfAcceptance, TeamDetailView):
    """One acceptance: what was asked, what the risk was then and is now, and what was decided."""

    route = "risks/acceptances/<uuid:pk>/", "acceptance"
    template_name = "risks/acceptance.html"

    def get_queryset(self):
        return super().get_queryset().select_related("risk__residual")

    def get_context_data(self, **kwargs):
        row = self.object
        row.risk.team = self.team
        return super().get_context_data(
            may_decide=row.is_open and row.may_be_decided_by(self.membership),
            may_confirm=row.may_be_confirmed_by(self.membership),
            history=history_of(self.membership, row),
            **kwargs,
        )


class AcceptanceCreate(OfAcceptance, TeamCreateView):
    """Ask for an acceptance; `?risk=` says of which risk."""

    route = "risks/acceptances/new/", "acceptance-new"
    form_class = AcceptanceForm
    intro = gettext_lazy(
        "Another person decides. Once accepted, it holds until its day, or until the risk rises, crosses the "
        "appetite, or one of its milestones is due more than 10 working days later."
    )
    success_message = gettext_lazy("%(row)s was asked for.")

    @cached_property
    def risk(self):
        """Return the risk the address names, or None."""
        named = id_in(self.request.GET.get("risk"))
        return named and Risk.objects.visible_to(self.membership).filter(pk=named).first()

    def get_title(self):
        return _("Ask for acceptance of %(risk)s") % {"risk": self.risk} if self.risk else _("Ask for acceptance")

    def get_submit(self):
        return _("Ask for acceptance")

    def get_cancel_url(self):
        return reverse("risks:risk", args=[self.team.slug, self.risk.pk]) if self.risk else self.index_url()

    def get_success_url(self):
        return reverse("risks:risk", args=[self.team.slug, self.object.risk_id])


class AcceptanceUpdate(OfAcceptance, TeamUpdateView):
    """Change a request nobody has decided about."""

    route = "risks/acceptances/<uuid:pk>/edit/", "acceptance-edit"
    form_class = AcceptanceForm


class AcceptanceDiscard(OfAcceptance, TeamDiscardView):
    """POST removes a request nobody has decided about."""

    route = "risks/acceptances/<uuid:pk>/discard/", "acceptance-discard"

    def next_url(self, default):
        return self.risk_url

    def post(self, request, *args, **kwargs):
        self.risk_url = self.get_object().risk.get_absolute_url()
        return super().post(request, *args, **kwargs)


class AcceptanceApproval(OfAcceptance, TeamUpdateView):
    """Ask for confirmation, of who asked for it themselves for the reason too, and accept."""

    route = "risks/acceptances/<uuid:pk>/approval/", "acceptance-approval"
    action = "approve"
    form_class = ApprovalForm
    intro = gettext_lazy("The risk is then borne as it is until that day. It stays in the register.")

    def get_title(self):
        return _("Accept “%(risk)s”") % {"risk": self.object.risk}

    def get_submit(self):
        return _("Accept the risk")

    def get_success_message(self):
        return _("%(row)s is approved.") % {"row": self.object}


class AcceptanceRejection(OfAcceptance, TeamUpdateView):
    """Ask why, and decline."""

    route = "risks/acceptances/<uuid:pk>/rejection/", "acceptance-rejection"
    action = "approve"
    form_class = RejectionForm
    intro = gettext_lazy("Whoever asked for it sees the reason.")

    def get_title(self):
        return _("Decline to accept “%(risk)s”") % {"risk": self.object.risk}

    def get_submit(self):
        return _("Decline")

    def get_success_message(self):
        return _("%(row)s is declined.") % {"row": self.object}


class AcceptanceRevocation(OfAcceptance, TeamUpdateView):
    """Ask why, and end it before its day."""

    route = "risks/acceptances/<uuid:pk>/revocation/", "acceptance-revocation"
    action = "revoke"
    form_class = RevocationForm
    intro = gettext_lazy("The risk keeps its status; decide what is done about it next.")

    def get_title(self):
        return _("Revoke “%(row)s”") % {"row": self.object}

    def get_submit(self):
        return _("Revoke it")

    def get_success_message(self):
        return _("%(row)s is revoked.") % {"row": self.object}


class AcceptanceAction(OfAcceptance, TeamActionView):
    """A verb that asks nothing."""


class AcceptanceConfirmation(AcceptanceAction):
    """POST: stand by what another person accepted alone."""

    route = "risks/acceptances/<uuid:pk>/confirmation/", "acceptance-confirmation"
    action, verb = "approve", "confirm"
    done_message = gettext_lazy("%(row)s is confirmed.")


class AcceptanceApprovalUndo(AcceptanceAction):
    """POST: let it wait for a decision again."""

    route = "risks/acceptances/<uuid:pk>/approval/undo/", "acceptance-approval-undo"
    action, verb = "approve", "undo_approval"
    done_message = gettext_lazy("%(row)s waits for a decision again.")


class AcceptanceRejectionUndo(AcceptanceAction):
    """POST: let it wait for a decision again."""

    route = "risks/acceptances/<uuid:pk>/rejection/undo/", "acceptance-rejection-undo"
    action, verb = "approve", "undo_rejection"
    done_message = gettext_lazy("%(row)s waits for a decision again.")


class AcceptanceRevocationUndo(AcceptanceAction):
    """POST: let it stand again."""

    route = "risks/acceptances/<uuid:pk>/revocation/undo/", "acceptance-revocation-undo"
    action, verb = "revoke", "undo_revocation"
    done_message = gettext_lazy("%(row)s stands again.")
