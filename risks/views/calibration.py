"""How good the chances given to risks were."""

from django.utils.functional import cached_property

from planner.forms import id_in
from risks.calibrating import COMPARING, author_with, calibration_of
from risks.calibration import ENOUGH
from risks.calibration_words import tell_bands, tell_score, tell_verdict
from teams.models import Membership
from teams.web import TeamPage

PEOPLE_AT_MOST = 100


class CalibrationPage(TeamPage):
    """The score of the whole team; `?author=` asks for one person's own, others' only for who may compare them."""

    route = "risks/calibration/", "calibration"
    right = "risks.view_assessment"
    template_name = "risks/calibration.html"

    def get_context_data(self, **kwargs):
        calibration = calibration_of(self.membership, self.author)
        return super().get_context_data(
            calibration=calibration,
            enough=ENOUGH,
            bands=tell_bands(calibration),
            score=tell_score(calibration.brier),
            verdict=tell_verdict(calibration) if calibration.is_enough else "",
            author=self.author,
            people=self.people(),
            **kwargs,
        )

    @cached_property
    def author(self):
        return author_with(id_in(self.request.GET.get("author")), seen_by=self.membership)

    def people(self):
        """Return whose own score this person may look at."""
        if not self.membership.has_perm(COMPARING):
            return [self.membership]
        return list(Membership.objects.visible_to(self.membership).with_account().order_by("sort_key")[:PEOPLE_AT_MOST])
