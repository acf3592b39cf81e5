"""Pages of positions: job roles in the team, filled or open."""

from teams.form_pages import TeamCreateView, TeamUpdateView
from teams.models import Position
from teams.team_forms import PositionForm
from teams.web import TeamDetailView, TeamDiscardView


class PositionDetail(TeamDetailView):
    route = "positions/<uuid:pk>/", "position"
    model = Position
    template_name = "teams/position.html"

    def get_queryset(self):
        return super().get_queryset().select_related("holder__team")


class PositionCreate(TeamCreateView):
    route = "positions/new/", "position-new"
    model = Position
    form_class = PositionForm


class PositionUpdate(TeamUpdateView):
    route = "positions/<uuid:pk>/edit/", "position-edit"
    model = Position
    form_class = PositionForm


class PositionDiscard(TeamDiscardView):
    route = "positions/<uuid:pk>/discard/", "position-discard"
    model = Position
