"""Source: the bank, fund, platform or office money may come from. Persons there are contacts, kept elsewhere."""

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, ProseField
from core.indexes import WordsIndex
from core.logged import unlogged
from core.sort_keys import KEY_LENGTH, sort_key
from core.text import web_address
from funding.querysets import SourceQuerySet
from funding.states import Channel
from teams.models import TeamOwned

CHUNK = 500  # rows that one statement writes


class Source(TeamOwned):
    """An organisation that could give money."""

    name = LineField(_("name"), max_length=120)
    channel = models.CharField(
        _("channel"),
        max_length=16,
        choices=Channel,
        blank=True,
        default="",
        help_text=_("Offered for new opportunities with this source."),
    )
    website = models.CharField(_("website"), max_length=300, blank=True, default="", validators=[web_address])
    notes = ProseField(_("notes"))
    search_text = unlogged(models.TextField(editable=False, blank=True, default=""))
    sort_key = unlogged(models.CharField(max_length=KEY_LENGTH, editable=False, blank=True, default=""))

    index = "funding:source-list"
    searched = ("name", "notes", "website")
    objects = SourceQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["sort_key", "name", "id"]
        indexes = [
            WordsIndex(fields=["team", "search_text"], name="funding_source_words"),
            models.Index(fields=["team", "sort_key"], name="funding_source_names"),
        ]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                "team",
                Lower("name"),
                name="source_name_once_per_team",
                violation_error_message=_("The team has a source of this name already."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("funding:source", args=[self.team.slug, self.pk])

    def set_derived(self):
        super().set_derived()
        self.sort_key = sort_key(self.name)

    @classmethod
    def after_writing(cls, rows, changes, *, by, reason):
        """Let opportunities be found by the new name of their source."""
        super().after_writing(rows, changes, by=by, reason=reason)
        renamed = {row.pk: row for row, told in zip(rows, changes, strict=True) if told.get("name", [None])[0]}
        if not renamed:
            return
        opportunities = cls._meta.get_field("opportunities").related_model._base_manager
        called = list(opportunities.filter(source__in=renamed))
        for opportunity in called:
            opportunity.source = renamed[opportunity.source_id]
            opportunity.set_derived()
        opportunities.bulk_update(called, ["search_text"], batch_size=CHUNK)
