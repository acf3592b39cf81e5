"""Priority: what comes first among milestones and tasks; nothing shows of it until somebody says."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Priority(models.TextChoices):
    """How much sooner than the rest; the most pressing first, as lists sort them."""

    URGENT = "urgent", pgettext_lazy("priority", "Urgent")
    HIGH = "high", pgettext_lazy("priority", "High")
    MEDIUM = "medium", pgettext_lazy("priority", "Medium")
    LOW = "low", pgettext_lazy("priority", "Low")
    NONE = "none", _("No priority")


class Prioritised(models.Model):
    """For rows that have a priority, or none."""

    priority = models.CharField(_("priority"), max_length=8, choices=Priority, default=Priority.NONE)

    class Meta:
        abstract = True

    @property
    def has_priority(self):
        return self.priority != Priority.NONE
