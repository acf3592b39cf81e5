"""The cash of the team: the form for a new position with what was before, and the settings."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fetching import part_of
from core.paging import paged_part
from funding.cash_plan import figures_of_month
from funding.forms import CashForm, SettingsForm
from funding.models import CashLine, CashPosition, FxRate, Settings
from funding.outlook import runway_sentence
from teams.form_pages import TeamCreateView, TeamSettingsView

LINES_SHOWN, RATES_SHOWN = 10, 4
ONE_DAY = dt.timedelta(days=1)


class CashPage(TeamCreateView):
    """What there is now, a form for a new position, and the positions before it."""

    route = "cash/", "cash"
    model = CashPosition
    action_to_open = "view"
    form_class = CashForm
    template_name = "funding/cash.html"

    def get_context_data(self, **kwargs):
        today = self.team.today()
        rows = CashPosition.objects.visible_to(self.membership).latest_first()
        latest = rows.first()
        runway = runway_sentence(self.membership, today, position=latest)
        lines = CashLine.objects.visible_to(self.membership).to_come(after=today - ONE_DAY).for_lists()
        rates = FxRate.objects.visible_to(self.membership)
        return super().get_context_data(
            positions=paged_part(rows, self.request.GET.get("page")),
            latest=latest,
            runway=runway,
            month=latest and figures_of_month(latest, runway.plan, today),
            lines=part_of(lines, self.url_of("line-list"), limit=LINES_SHOWN),
            rates=part_of(rates, self.url_of("rate-list"), limit=RATES_SHOWN),
            **kwargs,
        )

    def url_of(self, name):
        return reverse(f"funding:{name}", args=[self.team.slug])

    def get_success_message(self):
        return _("The new balance counts from now on.")


class SettingsPage(TeamSettingsView):
    """Whether members see the day the money runs out."""

    route = "money/settings/", "settings"
    model = Settings
    form_class = SettingsForm
    intro = gettext_lazy(
        "Owners and managers always see the day the money runs out and the figures behind it. With open books"
        " members see that day too, on home and beside milestones due after it; the figures stay with owners and"
        " managers. Viewers see nothing of it, unless an owner lets them see the money."
    )

    def get_title(self):
        return _("Who sees the cash-out date")

    def get_success_url(self):
        return self.object.get_absolute_url()
