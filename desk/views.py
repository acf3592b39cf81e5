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

from .attention import lists_of, needs_attention, overdue_beside
from .panels import counts_of, panels


class Home(TeamPage):
    """What the team should look at now: a sentence on the money, what needs somebody, two figures of each area."""

    route = "", "home"
    right = "teams.view_team"
    template_name = "desk/home.html"

    def get_context_data(self, **kwargs):
        today = self.team.today()
        attention = needs_attention(self.membership, on=today)
        counts = counts_of(self.membership, on=today)
        lists = lists_of(counts, attention, self.team, on=today)
        ways = {} if counts["projects"] else ways_to_begin(self.membership)
        return super().get_context_data(
            runway=runway_sentence(self.membership, today),
            attention=attention,
            more=sum(each["number"] for each in lists),
            lists=lists,
            overdue=overdue_beside(counts, self.team),
            panels=panels(self.membership, counts),
            ways=ways if any(ways.values()) else None,
            is_blank=not (attention or any(counts.values())),
            **kwargs,
        )


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
