"""The pipeline board: one column per stage of a channel, or per bucket over all of them."""

from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from funding.board import board
from funding.buckets import measure
from funding.filters import BoardFilter
from funding.models import Opportunity, Round
from funding.states import Channel
from funding.summary import bucket_rows
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
        rows = list(self.filterset.qs.for_lists())
        may_move = self.membership.has_perm("funding.advance_opportunity")
        columns, slipped = board(rows, channel, on=today, currency=currency, may_move=may_move)
        buckets = measure((row.stake(on=today) for row in rows), currency)
        return super().get_context_data(
            filter=self.filterset,
            channel=channel,
            tabs=self._tabs(channel),
            columns=columns,
            slipped=slipped,
            buckets=bucket_rows(buckets),
            weighted=buckets.weighted,
            spread=round(buckets.weighted.spread),
            currency=currency,
            is_empty=not rows and not self.filterset.form.has_changed(),
            has_rounds=bool(rows) or Round.objects.visible_to(self.membership).exists(),
            next=self.request.get_full_path(),
            **kwargs,
        )

    def _tabs(self, chosen):
        """Return a tab per channel, which keep the other filters."""
        others = {name: value for name, value in self.request.GET.items() if name != "channel"}
        tabs = [{"label": _("All channels"), "url": f"?{urlencode(others)}", "current": not chosen}]
        for channel in Channel:
            query = urlencode(others | {"channel": channel.value})
            tabs.append({"label": channel.label, "url": f"?{query}", "current": channel == chosen})
        return tabs
