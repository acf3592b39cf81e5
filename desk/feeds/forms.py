"""What is asked of whoever makes a calendar feed."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from planner.models import Project
from teams.choice_fields import RowField
from teams.forms import TeamModelForm
from teams.models import CalendarFeed


class CalendarFeedForm(TeamModelForm):
    """A new feed; it is stored by issuing it."""

    project = RowField(
        label=_("Dates of"),
        queryset=Project.objects.all(),
        required=False,
        help_text=_("Of a project: its milestones and the target dates of its goals, whoever owns them."),
    )

    class Meta:
        model = CalendarFeed
        fields = ["name"]

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, membership=membership, **kwargs)
        self.instance.membership = membership
        self.fields["project"].empty_label = _("everything that is mine")

    def clean(self):
        cleaned = super().clean()
        self.instance.subject = cleaned.get("project")
        return cleaned

    def issue(self, *, by):
        """Store the feed and return its address, which cannot be shown again; None with the reason among the errors."""
        try:
            return self.instance.issue(by=by)
        except ValidationError as error:
            self._update_errors(error)
        return None
