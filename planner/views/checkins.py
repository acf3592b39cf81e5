"""Pages of check-ins: the form, and all of a goal."""

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.paging import paged_part
from planner.goal_forms import CheckInForm
from planner.models import CheckIn, Goal
from planner.since import told_since
from teams.form_pages import TeamFormView
from teams.web import TeamDetailView


class CheckInCreate(TeamFormView):
    """Report how a goal stands; the form begins with what happened since the last time."""

    route = "goals/<uuid:pk>/check-in/", "goal-check-in"
    model = Goal
    right = "planner.add_checkin"
    form_class = CheckInForm

    @cached_property
    def object(self):
        return self.get_object()

    @cached_property
    def told(self):
        return told_since(self.membership, self.object)

    def get_queryset(self):
        return super().get_queryset().select_related("project")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": CheckIn(team=self.team, goal=self.object)}

    def get_initial(self):
        _since, texts = self.told
        return super().get_initial() | {"health": self.object.health} | texts

    @property
    def intro(self):
        day = date_format(self.team.today(self.told[0]), "DATE_FORMAT")
        text = _(
            "It begins with what was finished, what moved later and which quality gates failed since %(day)s."
            " Nothing of it can be changed later; a correction is another check-in."
        )
        return text % {"day": day}

    def get_title(self):
        return _("Check in on %(goal)s") % {"goal": self.object.code}

    def get_submit(self):
        return _("Check in")

    def next_url(self, default):
        return default  # what is sent as “next” is a text of the check-in

    def get_crumbs(self):
        return [*super().get_crumbs(), (self.object.get_absolute_url(), self.object.title)]

    def get_success_message(self):
        day = date_format(self.object.next_checkin_on, "DATE_FORMAT")
        text = _("Checked in on %(goal)s. The next check-in is due on %(day)s.")
        return text % {"goal": self.object.code, "day": day}


class GoalCheckIns(TeamDetailView):
    """All check-ins of a goal, newest first."""

    route = "goals/<uuid:pk>/check-ins/", "goal-check-ins"
    model = Goal
    right = "planner.view_checkin"
    template_name = "planner/checkins.html"

    def get_context_data(self, **kwargs):
        rows = CheckIn.objects.visible_to(self.membership).filter(goal=self.object).for_lists()
        return super().get_context_data(checkins=paged_part(rows, self.request.GET.get("page")), **kwargs)
