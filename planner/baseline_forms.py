"""The form that keeps the plan as it stands."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from teams.forms import TeamModelForm

from .keeping import keep_plan
from .models import Baseline


class BaselineForm(TeamModelForm):
    """A name for the plan of today; who may choose the reference, may choose this one at once."""

    class Meta:
        model = Baseline
        fields = ["name", "is_reference"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        team = self.membership.team
        day = date_format(team.today(), "DATE_FORMAT")
        self.initial.setdefault("name", _("Plan of %(day)s") % {"day": day})
        if self.membership.has_perm("planner.choose_baseline"):
            self.initial["is_reference"] = not Baseline.objects.visible_to(self.membership).reference().exists()
        else:
            del self.fields["is_reference"]

    def store(self, *, by):
        """Keep the plan; returns the baseline, or None with the reason among the form's errors."""
        try:
            with transaction.atomic():
                return keep_plan(self.instance, by=by)
        except ValidationError as error:
            self._update_errors(error)
        return None
