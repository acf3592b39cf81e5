"""The page of the timeline."""

from django.conf import settings

from teams.web import TeamPage

from .asked import Asked
from .composing import timeline_of
from .remembered import remember, remembered


class TimelinePage(TeamPage):
    """The plan as a picture: what waits for what, how likely it is, and where the money ends."""

    route = "timeline/", "timeline"
    right = "planner.view_milestone"
    template_name = "desk/timeline.html"
    partials = ("timeline",)

    def get_context_data(self, **kwargs):
        given = dict(self.request.GET.lists()) or remembered(self.request)
        self.asked = Asked.read(given)
        return super().get_context_data(timeline=timeline_of(self.membership, self.asked), **kwargs)

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        if self.request.GET:
            remember(response, self.request, self.asked, secure=settings.LANGUAGE_COOKIE_SECURE)
        return response
