"""Pages of positions: job roles in the team, filled or open."""

from teams.models import Position
from teams.team_forms import PositionForm
from teams.web import TeamCreateView, TeamDetailView, TeamDiscardView, TeamUpdateView


class PositionDetail(TeamDetailView):
    model = Position
    template_name = "teams/position.html"

    def get_queryset(self):
        return super().get_queryset().select_related("holder__team")


class PositionCreate(TeamCreateView):
    model = Position
    form_class = PositionForm
    template_name = "teams/position_form.html"


class PositionUpdate(TeamUpdateView):
    model = Position
    form_class = PositionForm
    template_name = "teams/position_form.html"


class PositionDiscard(TeamDiscardView):
    model = Position
    success_view = "teams:people"
