"""GateReading: a value measured for a metric, and where it came from."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import DecimalTextField, LineField
from core.text import web_address
from teams.models import TeamOwned

from .gate import GateCheck
from .gatestates import NUMBER


class GateReading(TeamOwned):
    """One value measured for a metric, with where it came from; made by `GateCheck.measure`. Append-only."""

    gate = models.ForeignKey(GateCheck, models.PROTECT, verbose_name=_("quality gate"), related_name="readings")
    value = DecimalTextField(_("value"), **NUMBER)
    measured_on = models.DateField(_("measured on"))
    evidence_url = models.CharField(
        _("evidence"), max_length=500, blank=True, default="", validators=[web_address],
        help_text=_("The address of the report. Without one, a value cannot pass."),
    )  # fmt: skip
    source = LineField(
        _("source"), max_length=80, blank=True, default="", help_text=_("Such as the name of a pipeline.")
    )
    run_id = LineField(_("run"), blank=True, default="", help_text=_("What the source calls this measurement."))
    by = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("reported by"), null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(_("reported"), default=timezone.now, editable=False)

    index, index_label = "planner:milestone-list", _("Milestones")
    named_by = "value"
    has_history = False  # its check tells of it

    class Meta(TeamOwned.Meta):
        ordering = ["-measured_on", "-at", "-id"]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        indexes = [models.Index(fields=["gate", "-measured_on", "-at"], name="gatereading_latest")]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["gate", "source", "run_id"],
                condition=~Q(run_id=""),
                name="gatereading_once_per_run",
                violation_error_message=_("This run has reported another value already."),
            ),
        ]

    def __str__(self):
        return self.value

    def get_absolute_url(self):
        return self.gate.get_absolute_url()

    def clean(self):
        super().clean()
        if self.measured_on is not None and self.measured_on > self.team.today():
            message = _("A value cannot have been measured on a day that is still to come.")
            raise ValidationError({"measured_on": ValidationError(message, code="to_come")})
