"""Appetite: how much risk of a category a team bears, from a day on; append-only."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.doorbell import ring
from risks.acceptance_querysets import AppetiteQuerySet
from risks.appetites import Borders
from risks.scoring import LEVELS
from risks.states import LEVEL_CHOICES, Category
from teams.models import TeamOwned, membership_of

FOLLOW = "risks.follow"


def _in_order():
    """Return the condition that the amber border is not above the red one, as far as both are set."""
    above = Q()
    for place, red in enumerate(LEVELS):
        above |= Q(red=red, amber__in=LEVELS[place + 1 :])
    return ~above


class Appetite(TeamOwned):
    """The two borders of a category from a day on; the latest row that is valid counts, and none is ever changed."""

    category = models.CharField(_("category"), max_length=12, choices=Category)
    amber = models.CharField(_("near the appetite from"), max_length=9, choices=LEVEL_CHOICES, blank=True, default="")
    red = models.CharField(_("above the appetite from"), max_length=9, choices=LEVEL_CHOICES, blank=True, default="")
    valid_from = models.DateField(_("valid from"))
    author = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("author"), null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    index, index_label = "risks:appetites", _("Risk appetite")
    objects = AppetiteQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["-valid_from", "-id"]
        verbose_name = _("risk appetite")
        verbose_name_plural = _("risk appetites")
        indexes = [models.Index(fields=["team", "category", "-valid_from"], name="appetite_latest")]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=_in_order(),
                name="appetite_borders_in_order",
                violation_error_message=_("A risk is near the appetite before it is above it: choose a lower level."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"category": self.category}

    @classmethod
    def name_from(cls, facts):
        return str(_("Risk appetite: %(category)s") % {"category": Category(facts["category"]).label})

    def get_absolute_url(self):
        return reverse("risks:appetites", args=[self.team.slug])

    @property
    def borders(self):
        return Borders(self.amber or None, self.red or None)

    def judge_edit(self, before):
        """Refuse to change what was set, and to set anything for the past: what was found then stays found."""
        super().judge_edit(before)
        if before is not None:
            raise ValidationError(_("An appetite that was set stays. Set a new one."), code="append_only")
        if self.valid_from is not None and self.valid_from < self.team.today():
            message = _("Choose today or a later day.")
            raise ValidationError({"valid_from": ValidationError(message, code="past")})

    @classmethod
    def fill_new(cls, rows, *, by):
        """Keep who set it."""
        super().fill_new(rows, by=by)
        for row in rows:
            row.author = row.author or membership_of(by)

    @classmethod
    def after_writing(cls, rows, changes, *, by, reason):
        """Let the worker look at once which risks are beyond it."""
        super().after_writing(rows, changes, by=by, reason=reason)
        ring(FOLLOW)
