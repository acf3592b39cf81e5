"""The outbox: every alert of the team, for whom, and where it stands."""

from alerts.delivery import is_configured
from alerts.filters import OutboxFilter
from alerts.models import Delivery
from alerts.subjects import hide_the_invisible
from teams.web import TeamListView


class Outbox(TeamListView):
    """Deliveries by the moment they fire, newest first."""

    route = "alerts/outbox/", "outbox"
    model = Delivery
    right = "alerts.view_alert"
    filterset_class = OutboxFilter
    template_name = "alerts/outbox.html"
    partials = ("outbox-table",)

    def get_queryset(self):
        return super().get_queryset().for_lists().order_by("-alert__fires_at", "-pk")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(is_configured=is_configured(), **kwargs)
        hide_the_invisible(self.membership, context["object_list"])
        return context
