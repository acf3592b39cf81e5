"""Acceptances: the part of a risk's page that shows them, a page for each, and what is decided there."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fetching import part_of
from core.templatetags.ui import shortened
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
            lapsed=None if present else next(iter(former), None),
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


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided at `…/<noun>/`, by whom, in which words, and what is said once it is taken back."""

    noun: str
    action: str
    form: type
    title: str
    intro: str
    submit: str
    done: str
    undone: str


WAITS = gettext_lazy("%(row)s waits for a decision again.")
DECISIONS = (
    Decision(
        noun="approval",
        action="approve",
        form=ApprovalForm,
        title=gettext_lazy("Accept “%(risk)s”"),
        intro=gettext_lazy(
            "The risk is then borne as it is until %(day)s. It stays in the register. Why it can be borne: %(why)s"
        ),
        submit=gettext_lazy("Accept the risk"),
        done=gettext_lazy("%(row)s is approved."),
        undone=WAITS,
    ),
    Decision(
        noun="rejection",
        action="approve",
        form=RejectionForm,
        title=gettext_lazy("Decline to accept “%(risk)s”"),
        intro=gettext_lazy("Whoever asked for it sees the reason."),
        submit=gettext_lazy("Decline"),
        done=gettext_lazy("%(row)s is declined."),
        undone=WAITS,
    ),
    Decision(
        noun="revocation",
        action="revoke",
        form=RevocationForm,
        title=gettext_lazy("Revoke “%(row)s”"),
        intro=gettext_lazy("The risk keeps its status; decide what is done about it next."),
        submit=gettext_lazy("Revoke it"),
        done=gettext_lazy("%(row)s is revoked."),
        undone=gettext_lazy("%(row)s stands again."),
    ),
)


class AcceptanceDecision(OfAcceptance, TeamUpdateView):
    """Ask for what a decision takes, if only for confirmation, and decide."""

    decision: Decision

    def get_title(self):
        return self.decision.title % {"risk": self.object.risk, "row": self.object}

    def get_submit(self):
        return self.decision.submit

    @property
    def intro(self):
        row = self.stored
        return self.decision.intro % {"day": date_format(row.expires_on), "why": shortened(row.justification, 300)}


class AcceptanceAction(OfAcceptance, TeamActionView):
    """POST calls a verb that asks nothing."""


class AcceptanceConfirmation(AcceptanceAction):
    """POST: stand by what another person accepted alone."""

    route = "risks/acceptances/<uuid:pk>/confirmation/", "acceptance-confirmation"
    action, verb = "approve", "confirm"
    done_message = gettext_lazy("%(row)s is confirmed.")


def decision_pages(decision):
    """Return the page of a decision, and the one that takes it back."""
    noun = decision.noun
    at, name = f"risks/acceptances/<uuid:pk>/{noun}/", f"acceptance-{noun}"
    page = {
        "decision": decision,
        "route": (at, name),
        "form_class": decision.form,
        "success_message": decision.done,
    }
    undo = {"route": (f"{at}undo/", f"{name}-undo"), "verb": f"undo_{noun}", "done_message": decision.undone}
    return [
        _page(AcceptanceDecision, noun.title(), decision.action, page),
        _page(AcceptanceAction, f"{noun.title()}Undo", decision.action, undo),
    ]


def _page(base, name, action, attributes):
    told = {"__module__": __name__, "__doc__": base.__doc__, "action": action}
    return type(f"Acceptance{name}", (base,), told | attributes)


decisions = [page for decision in DECISIONS for page in decision_pages(decision)]
