"""Pages over several apps: home, and the way to a row by its number."""

from django.apps import apps
from django.http import Http404
from django.utils.functional import cached_property
from django.views.generic import View

from core.views import SeeOther
from funding.outlook import runway_sentence
from teams.models import NumberedRow
from teams.onboarding import ways_to_begin
from teams.web import TeamMixin, TeamPage

from .attention import REASONS, grouped, lines, needs_attention
from .emergencies import emergencies
from .first_week import first_week
from .joint import opening
from .mine import mine_of
from .panels import counts_of, number_of_disagreements, panels
from .weekly.home import weekly_line
from .worth import weighed


class Home(TeamPage):
    """What the team should look at now: the joint forecast, what needs somebody, two figures of each area."""

    route = "", "home"
    right = "teams.view_team"
    template_name = "desk/home.html"

    def get_context_data(self, **kwargs):
        today = self.team.today()
        counts = counts_of(self.membership, on=today)
        counts["goals_differ"] = number_of_disagreements(self.membership, counts["goals_reported"])
        beginning = first_week(self.membership, counts)
        ways = {} if counts["projects"] else ways_to_begin(self.membership)
        forecast = opening(self.membership, today)
        return super().get_context_data(
            emergencies=emergencies(self.membership),
            forecast=forecast,
            first_week=None if any(ways.values()) else beginning,  # one way to begin at a time
            runway=None if forecast else runway_sentence(self.membership, today),
            may_begin_forecast=not forecast and bool(counts["milestones_dated"]),
            panels=panels(self.membership, counts),
            ways=ways if any(ways.values()) else None,
            weekly=weekly_line(self.membership, counts, on=today),
            **self._work(counts, forecast and forecast.answers, today),
            **kwargs,
        )

    def _work(self, counts, answers, today):
        """Return what waits for the member, and what needs the others, in groups."""
        mine, mine_count = mine_of(self.membership)
        others = weighed(needs_attention(self.membership, counts, on=today), answers)
        groups = grouped(others, lines(counts, self.team, on=today), on=today)
        return {
            "mine": weighed(mine, answers),
            "mine_count": mine_count,
            "attention": others,
            "attention_count": sum(counts[f"others_{reason}"] for reason in REASONS),
            "groups": groups,
            "is_blank": not (mine or groups or any(counts.values())),
        }


class Go(TeamMixin, View):
    """Lead from a number people quote, such as R-12, to its row."""

    route = "go/<str:code>/", "go"
    right = "teams.view_team"

    def get(self, request, *args, code, **kwargs):
        prefix, _separator, number = code.upper().partition("-")
        model = self.models.get(prefix)
        if model is None or not number.isdecimal() or len(number) > 9:
            raise Http404
        row = model._default_manager.visible_to(self.membership).select_related("team").filter(number=number).first()
        if row is None:
            raise Http404
        return SeeOther(row.get_absolute_url())

    @cached_property
    def models(self):
        return {model.prefix: model for model in apps.get_models() if issubclass(model, NumberedRow)}
