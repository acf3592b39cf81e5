"""Making what answers a risk: the only open one is chosen in advance; where none is, the page leads to adding one."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property

from risks.models import Risk
from teams.form_pages import TeamCreateView


class AnswerCreate(TeamCreateView):
    """Make a row about a risk."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(lacks_risk=not self.open_risks, new_risk_url=self.new_risk_url(), **kwargs)

    @cached_property
    def open_risks(self):
        """Return the open risks, two at most: enough to tell none, one and several apart."""
        return list(Risk.objects.visible_to(self.membership).open()[:2])

    @property
    def only_risk(self):
        """Return the id of the open risk where there is no other, or None."""
        return self.open_risks[0].pk if len(self.open_risks) == 1 else None

    def new_risk_url(self):
        """Return where a risk is added, and which leads back here, or None without the right to it."""
        if not self.membership.has_perm("risks.add_risk"):
            return None
        url = reverse("risks:risk-new", args=[self.team.slug])
        return f"{url}?{urlencode({'next': self.request.get_full_path()})}"
