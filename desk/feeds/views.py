"""A person's own calendar feeds in one team."""

from django.utils.translation import gettext_lazy

from planner.models import Project
from teams.keyed import KeyedList, KeyedRevocation
from teams.models import FEEDS_AT_MOST, CalendarFeed

from .forms import CalendarFeedForm


class FeedList(KeyedList):
    route = "feeds/", "feed-list"
    model = CalendarFeed
    form_class = CalendarFeedForm
    template_name = "desk/feeds.html"

    def get_initial(self):
        return super().get_initial() | {"project": self.request.GET.get("project")}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(feeds_at_most=FEEDS_AT_MOST, **kwargs)
        self._name_projects(context["keys"])
        return context

    def _name_projects(self, feeds):
        """Let each feed know the project it is about, as far as this person may still see that."""
        projects = Project.objects.visible_to(self.membership).in_bulk([feed.subject_id for feed in feeds])
        for feed in feeds:
            feed.project = projects.get(feed.subject_id)


class FeedRevocation(KeyedRevocation):
    route = "feeds/<uuid:pk>/revocation/", "feed-revocation"
    model = CalendarFeed
    done_message = gettext_lazy("The calendar feed %(row)s was revoked.")
