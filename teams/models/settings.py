"""What the settings of an app have in common: one row per team, and defaults until somebody decides."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .owned import TeamOwned


class TeamSettings(TeamOwned):
    """What a team has decided about an app; the app's page of the name `settings` shows it."""

    class Meta(TeamOwned.Meta):
        abstract = True
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["team"],
                name="%(app_label)s_settings_once_per_team",
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
        name = str(cls._meta.verbose_name)
        return name[:1].upper() + name[1:]

    def get_absolute_url(self):
        return reverse(f"{self._meta.app_label}:settings", args=[self.team.slug])

    @classmethod
    def of(cls, team):
        """Return the team's settings; the defaults, not stored, where nobody has decided yet."""
        return cls.objects.filter(team=team).first() or cls(team=team)
