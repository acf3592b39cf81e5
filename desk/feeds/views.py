"""A person's own calendar feeds in one team."""

from django.utils.translation import gettext_lazy

from core.paging import ROWS_A_PAGE, Paginator
from planner.models import Project
from teams.form_pages import TeamFormView
from teams.models import FEEDS_AT_MOST, CalendarFeed
from teams.web import TeamActionView

from .forms import CalendarFeedForm


class FeedList(TeamFormView):
    """The feeds, and the form that makes one. A new feed's address is in the answer to its POST and nowhere else."""

    route = "feeds/", "feed-list"
    model = CalendarFeed
    form_class = CalendarFeedForm
    template_name = "desk/feeds.html"
    action = "view"
    object = None

    def required_right(self):
        return "teams.add_calendarfeed" if self.request.method == "POST" else "teams.view_calendarfeed"

    def get_initial(self):
        return super().get_initial() | {"project": self.request.GET.get("project")}

    def get_context_data(self, **kwargs):
        feeds = Paginator(self.get_queryset(), ROWS_A_PAGE).get_page(self.request.GET.get("page"))
        self._name_projects(feeds)
        return super().get_context_data(feeds=feeds, feeds_at_most=FEEDS_AT_MOST, **kwargs)

    def _name_projects(self, feeds):
        """Let each feed know the project it is about, as far as this person may still see that."""
        projects = Project.objects.visible_to(self.membership).in_bulk([feed.subject_id for feed in feeds])
        for feed in feeds:
            feed.project = projects.get(feed.subject_id)

    def form_valid(self, form):
        address = form.issue(by=self.membership)
        if address is None:
            return self.form_invalid(form)
        fresh = self.form_class(membership=self.membership)
        return self.render_to_response(self.get_context_data(form=fresh, made=form.instance, address=address))


class FeedRevocation(TeamActionView):
    route = "feeds/<uuid:pk>/revocation/", "feed-revocation"
    model = CalendarFeed
    action = "revoke"
    verb = "revoke"
    done_message = gettext_lazy("The calendar feed %(row)s was revoked.")
