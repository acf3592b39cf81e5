"""What open risks are expected to cost, week by week, as a picture and as a table."""

from django.utils import timezone

from risks.burn_down import WEEKS, burn_down_of
from risks.models import Risk
from risks.report_filter import ExposureFilter
from teams.web import TeamListView


class RiskExposure(TeamListView):
    """The exposure of all threats this person may see, or of those of one project, category or owner."""

    route = "risks/exposure/", "exposure"
    model = Risk
    filterset_class = ExposureFilter
    template_name = "risks/exposure.html"
    paginate_by = None

    def get_context_data(self, **kwargs):
        burn_down = burn_down_of(self.object_list, self.team, timezone.now())
        return super().get_context_data(object_list=(), burn_down=burn_down, weeks=WEEKS, **kwargs)
