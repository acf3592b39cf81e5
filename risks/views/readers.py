"""Who sees a risk: a fragment of its page, where it is restricted, opened, and readers are named and taken off."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from risks.models import Risk, RiskReader
from risks.reader_forms import RiskReaderForm
from teams.form_pages import InPlaceMixin, TeamCreateView
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView


def sight_context(membership, risk):
    """Return what risks/readers.html shows: the readers, where there can be some, and what the asking person may do."""
    readers = RiskReader.objects.visible_to(membership).filter(risk=risk).for_lists() if risk.is_restricted else []
    may_decide, form = risk.may_be_restricted_by(membership), None
    if may_decide and risk.is_restricted:
        form = RiskReaderForm(membership=membership, initial={"risk": risk.pk}, auto_id="reader-%s")
    return {"readers": readers, "may_decide": may_decide, "reader_form": form}


class RiskReaders(TeamDetailView):
    """Who sees a risk; with a page of its own as twin."""

    route = "risks/<uuid:pk>/readers/", "risk-readers"
    model = Risk
    template_name = "risks/readers.html"
    partials = ("risk-readers",)

    def get_queryset(self):
        return super().get_queryset().select_related("owner")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**sight_context(self.membership, self.object), **kwargs)


class RestrictionView(TeamActionView):
    """Base of what changes who sees a risk: the browser goes back to it, htmx gets the fragment."""

    model = Risk
    action = "restrict"
    template_name = "risks/readers.html"
    partials = ("risk-readers",)

    def get_context_data(self, **kwargs):
        return super().get_context_data(risk=self.object, **sight_context(self.membership, self.object), **kwargs)


class RiskRestriction(RestrictionView):
    """POST hides a risk from all but owners, its owner and its readers."""

    route = "risks/<uuid:pk>/restriction/", "risk-restriction"
    verb = "restrict"
    done_message = _("%(row)s is restricted.")
    undo_view = "risks:risk-restriction-undo"


class RiskRestrictionUndo(RestrictionView):
    """POST shows a risk to everybody again."""

    route = "risks/<uuid:pk>/restriction/undo/", "risk-restriction-undo"
    verb = "unrestrict"
    done_message = _("Everybody in the team sees %(row)s.")


class OfRiskMixin:
    """Where the pages of a reader lead: to the fragment they came from."""

    model = RiskReader

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_success_url(self):
        return reverse("risks:risk-readers", args=[self.team.slug, self.object.risk_id])


class ReaderCreate(InPlaceMixin, OfRiskMixin, TeamCreateView):
    """Name a reader; `?risk=` says of which risk."""

    route = "risk-readers/new/", "reader-new"
    form_class = RiskReaderForm
    partials = ("risk-readers",)
    success_message = _("Reader added.")

    def get_title(self):
        return _("New reader")


class ReaderDiscard(OfRiskMixin, TeamDiscardView):
    """POST takes a reader off; what they have to do in the risk stays theirs."""

    route = "risk-readers/<uuid:pk>/discard/", "reader-discard"

    def get_object(self, queryset=None):
        self.object = super().get_object(queryset)
        return self.object

    def next_url(self, default):
        return super().next_url(self.get_success_url())
