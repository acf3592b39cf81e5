"""Settings: what a team has decided about its money; one row per team."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.models import TeamSettings


class Settings(TeamSettings):
    """How open a team is about its money."""

    open_books = models.BooleanField(
        _("open books"),
        default=False,
        help_text=_("Members see the day the money runs out. They never see the figures."),
    )

    index, index_label = "funding:overview", _("Money")

    class Meta(TeamSettings.Meta):
        verbose_name = _("funding settings")
        verbose_name_plural = _("funding settings")
