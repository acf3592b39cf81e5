"""Forms of the cash plan: its lines, and the rates they are converted by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.figures import money
from teams.forms import TeamModelForm

from .models import CashLine, FxRate
from .states import Direction

KEEP_HELP = {
    Direction.INCOME: _("Monthly lines take the place of the income of the cash balance, %(amount)s a month."),
    Direction.EXPENSE: _("Monthly lines take the place of the expense of the cash balance, %(amount)s a month."),
}
KEEP_WHY = _("Ticked, what stands there stays, as a line of its own. Otherwise only the lines count.")


class CashLineForm(TeamModelForm):
    """A line of the cash plan; the first monthly one of its direction asks what becomes of the figure so far."""

    keep_figure = forms.BooleanField(label=_("Keep the present figure as a line"), required=False, initial=True)
    field_order = ["label", "direction", "rhythm", "amount", "keep_figure"]
    folded = {_("Until, growth, category and currency"): ("days_after", "ends_on", "growth", "category", "currency")}

    class Meta:
        model = CashLine
        fields = [
            "label",
            "direction",
            "rhythm",
            "amount",
            "starts_on",
            "milestone",
            "days_after",
            "ends_on",
            "growth",
            "category",
            "currency",
        ]

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, membership=membership, **kwargs)
        self.fields["days_after"].required = False
        self.fields["days_after"].help_text = _("Left empty: 1, the day after.")
        if self.instance._state.adding:
            self.initial["days_after"] = None  # what is folded opens where something is filled in
        self._ask_about_figures()

    def _ask_about_figures(self):
        """Offer to keep the figures that a monthly line would replace; where it would replace none, ask nothing."""
        row = self.instance
        position, figures = CashLine.figures_at_stake(self.membership.team, but=row.pk)
        if not row._state.adding and row.is_monthly:
            figures.pop(row.direction, None)
        if not figures:
            del self.fields["keep_figure"]
            return
        told = [str(KEEP_HELP[each]) % {"amount": money(figure, position.currency)} for each, figure in figures.items()]
        self.fields["keep_figure"].help_text = " ".join([*told, str(KEEP_WHY)])

    def clean_days_after(self):
        """Return the usual days where none are given."""
        given = self.cleaned_data["days_after"]
        return CashLine._meta.get_field("days_after").default if given is None else given

    def store(self, *, by):
        self.instance.keeps_figure = self.cleaned_data.get("keep_figure", False)
        return super().store(by=by)


class FxRateForm(TeamModelForm):
    class Meta:
        model = FxRate
        fields = ["base", "quote", "rate", "on", "source"]

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, membership=membership, **kwargs)
        self.initial.setdefault("on", membership.team.today())
        self.initial.setdefault("quote", membership.team.currency)
