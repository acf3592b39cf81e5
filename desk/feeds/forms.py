"""What is asked of whoever makes a calendar feed."""

from django.utils.translation import gettext_lazy as _

from planner.models import Project
from teams.choice_fields import RowField
from teams.keyed import KeyedForm
from teams.models import CalendarFeed


class CalendarFeedForm(KeyedForm):
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
        self.fields["project"].empty_label = _("everything that is mine")

    def clean(self):
        cleaned = super().clean()
        self.instance.subject = cleaned.get("project")
        return cleaned
