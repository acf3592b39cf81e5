"""OpportunityEvent: one change of an opportunity's stage, amount, odds or date. Append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from funding.querysets import OpportunityEventQuerySet
from teams.models import TeamOwned, membership_of


class Watched(models.TextChoices):
    """The fields whose history is kept."""

    STAGE = "stage", _("Stage")
    AMOUNT_MIN = "amount_min", _("Lowest amount")
    AMOUNT = "amount", _("Likely amount")
    AMOUNT_MAX = "amount_max", _("Highest amount")
    CURRENCY = "currency", _("Currency")
    PROBABILITY = "probability", _("Probability")
    EXPECTED_CLOSE = "expected_close_on", _("Expected close")
    EARLIEST_CLOSE = "earliest_close_on", _("Earliest close")
    LATEST_CLOSE = "latest_close_on", _("Latest close")


class OpportunityEvent(TeamOwned):
    """What one watched field was and became; empty means not known."""

    opportunity = models.ForeignKey(
        "funding.Opportunity", models.CASCADE, verbose_name=_("opportunity"), related_name="events"
    )
    field = models.CharField(_("field"), max_length=20, choices=Watched)
    old = models.CharField(_("before"), max_length=40, blank=True, default="")
    new = models.CharField(_("after"), max_length=40, blank=True, default="")
    reason = LineField(_("reason"), max_length=300, blank=True, default="")
    by = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("by"), null=True, related_name="+", editable=False
    )

    objects = OpportunityEventQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("event of an opportunity")
        verbose_name_plural = _("events of opportunities")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["opportunity", "-created_at"], name="event_of_opportunity")]

    def __str__(self):
        return f"{self.get_field_display()}: {self.old} → {self.new}"

    @classmethod
    def keep(cls, opportunities, changes, *, by, reason=""):
        """Write one row per watched field among the changes of each; of a new opportunity, one of its stage."""
        cls.objects.bulk_create(
            cls(
                team_id=row.team_id,
                opportunity=row,
                field=name,
                old=_text(old),
                new=_text(new),
                reason=reason if name == Watched.STAGE else "",
                by=membership_of(by),
            )
            for row, told in zip(opportunities, changes, strict=True)
            for name, (old, new) in told.items()
            if name in (Watched.values if "id" not in told else (Watched.STAGE,))
        )


def _text(value):
    return "" if value is None else str(value)
