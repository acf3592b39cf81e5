"""Settings: what a team has decided about its money; one row per team."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from teams.models import TeamOwned


class Settings(TeamOwned):
    """How open a team is about its money."""

    open_books = models.BooleanField(
        _("open books"),
        default=False,
        help_text=_("Members see the day the money runs out. They never see the figures."),
    )

    index, index_label = "funding:overview", _("Money")

    class Meta(TeamOwned.Meta):
        verbose_name = _("funding settings")
        verbose_name_plural = _("funding settings")
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["team"],
                name="funding_settings_once_per_team",
                violation_error_message=_("The team has settings already."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {}

    @classmethod
    def name_from(cls, facts):
        return str(_("Funding settings"))

    def get_absolute_url(self):
        return reverse("funding:settings", args=[self.team.slug])

    @classmethod
    def of(cls, team):
        """Return the team's settings; the defaults, not stored, where nobody has decided yet."""
        return cls.objects.filter(team=team).first() or cls(team=team)
