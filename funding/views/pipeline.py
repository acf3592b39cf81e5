"""The pipeline board: one column per stage of a channel, or per bucket over all of them."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from funding.board import board
from funding.filters import BoardFilter
from funding.models import Opportunity, Round
from funding.piles import weigh
from funding.states import Channel
from funding.summary import bucket_rows
from funding.sums import chances_of
from teams.web import TeamPage


class Pipeline(TeamPage):
    """Where every opportunity stands; moving a card is the same form by drag and by keyboard."""

    route = "pipeline/", "pipeline"
    model = Opportunity
    template_name = "funding/pipeline.html"

    @cached_property
    def filterset(self):
        return BoardFilter(self.request.GET, queryset=self.get_queryset(), request=self.request)

    def get_context_data(self, **kwargs):
        today, currency = self.team.today(), self.team.currency
        channel = self.request.GET.get("channel", "")
        channel = channel if channel in Channel.values else ""
        rows = self.filterset.qs
        may_move = self.membership.has_perm("funding.advance_opportunity")
        columns, slipped, buckets = board(
            rows, channel, on=today, currency=currency, may_move=may_move, list_url=self._list_url()
        )
        weighted = weigh(chances_of(rows), currency)
        has_rows = slipped.count or any(column.count for column in columns)
        return super().get_context_data(
            filter=self.filterset,
            channel=channel,
            tabs=self._tabs(channel),
            columns=columns,
            slipped=slipped,
            buckets=bucket_rows(buckets),
            weighted=weighted,
            currency=currency,
            is_empty=not has_rows and not self.filterset.form.has_changed(),
            has_rounds=bool(has_rows) or Round.objects.visible_to(self.membership).exists(),
            next=self.request.get_full_path(),
            **kwargs,
        )

    def _list_url(self):
        """Return the table of opportunities narrowed as the board is."""
        asked = {name: value for name, value in self.request.GET.items() if value}
        url = reverse("funding:opportunity-list", args=[self.team.slug])
        return f"{url}?{urlencode(asked | {'kind': 'all'})}"

    def _tabs(self, chosen):
        """Return a tab per channel, which keep the other filters."""
        others = {name: value for name, value in self.request.GET.items() if name != "channel"}
        tabs = [{"label": _("All channels"), "url": f"?{urlencode(others)}", "current": not chosen}]
        for channel in Channel:
            query = urlencode(others | {"channel": channel.value})
            tabs.append({"label": channel.label, "url": f"?{query}", "current": channel == chosen})
        return tabs
