"""What a risk would do to a milestone: changed in its place on the page of the risk, or on a page of its own."""

from risks.forms import RiskEffectForm
from risks.models import RiskMilestone
from teams.form_pages import InPlaceMixin, TeamCreateView, TeamUpdateView
from teams.web import TeamDiscardView


class EffectFormMixin:
    model = RiskMilestone
    form_class = RiskEffectForm


class EffectCreate(EffectFormMixin, TeamCreateView):
    """Name one more milestone that a risk concerns, with what it would do; `?risk=` says which risk."""

    route = "risk-effects/new/", "effect-new"


class EffectUpdate(InPlaceMixin, EffectFormMixin, TeamUpdateView):
    """Say what a risk would do to a milestone; htmx gets a row of the risk's page to write in, and then that part."""

    route = "risk-effects/<uuid:pk>/edit/", "effect-edit"
    template_name = "risks/effect_form.html"
    partials = ("risk-cost",)
    row_partials = ("effect",)

    def get_queryset(self):
        return super().get_queryset().select_related("risk", "milestone")

    def get_form_kwargs(self):
        """Name the fields of a row apart from those of other rows, and begin with the first of them."""
        in_row = {"auto_id": f"effect-{self.object.pk}-%s", "begin": True} if self.partial_name() == "effect" else {}
        return super().get_form_kwargs() | in_row


class EffectDiscard(TeamDiscardView):
    """Take a milestone off a risk, with what the risk would do to it; the browser goes back to the risk."""

    route = "risk-effects/<uuid:pk>/discard/", "effect-discard"
    model = RiskMilestone

    def get_queryset(self):
        return super().get_queryset().select_related("risk__team", "milestone")
