"""Delivery: one alert for one recipient, on one channel, at one step of escalation."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.states import Because, Reason, Severity
from alerts.topics import OPTIONAL
from core.ids import uuid7
from core.tones import toned
from teams.models import TeamQuerySet

from .alert import Alert


@toned(closed=["cancelled"])
class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    MAILED = "mailed", _("In an email")
    CANCELLED = "cancelled", _("Cancelled")


class DeliveryQuerySet(TeamQuerySet):
    def visible_to(self, membership):
        """Managers see the whole outbox, everybody else what was for them."""
        rows = super().visible_to(membership)
        return rows if membership.has_perm("alerts.view_alert") else rows.filter(membership=membership)

    def waiting(self):
        """Return what no mail carries yet."""
        return self.filter(state=DeliveryState.WAITING)

    def for_lists(self):
        return self.select_related("alert", "membership__user", "mail", "team")


class Delivery(models.Model):
    """That alert for that person; the state of what is in a mail is the mail's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey("teams.Team", models.CASCADE, related_name="+")
    alert = models.ForeignKey(Alert, models.CASCADE, related_name="deliveries")
    membership = models.ForeignKey("teams.Membership", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, default="email")
    step = models.PositiveSmallIntegerField(default=0)
    because = models.CharField(max_length=11, choices=Because, default=Because.RESPONSIBLE)
    mail = models.ForeignKey("alerts.Mail", models.SET_NULL, null=True, related_name="deliveries")
    state = models.CharField(max_length=9, choices=DeliveryState, default=DeliveryState.WAITING)
    reason = models.CharField(max_length=13, choices=Reason, blank=True, default="")
    tell_at = models.DateTimeField(null=True)  # from when, for who became concerned after the alert's own hour
    created_at = models.DateTimeField(default=timezone.now)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["alert", "membership", "channel", "step"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state="mailed", mail__isnull=False) | ~Q(state="mailed") & Q(mail=None),
                name="delivery_mailed_in_a_mail",
            ),
        ]
        indexes = [
            models.Index(fields=["membership"], name="delivery_waiting", condition=Q(state="waiting")),
            models.Index(fields=["team", "-created_at"], name="delivery_of_team"),
            models.Index(fields=["membership", "-created_at"], name="delivery_of_person"),
        ]

    def __str__(self):
        return f"{self.alert_id} → {self.membership_id}"

    @property
    def can_be_left(self):
        """Say whether its reader can switch such mails off; what is critical always reaches those in charge."""
        always = self.alert.severity == Severity.CRITICAL and self.because == Because.RESPONSIBLE
        return self.alert.rule in OPTIONAL and self.because != Because.ASKED and not always

    @property
    def present_state(self):
        """Return where this stands as one word: its own state, or that of the mail it is in."""
        return self.mail.state if self.state == DeliveryState.MAILED else self.state

    @property
    def present_state_label(self):
        return self.mail.get_state_display() if self.state == DeliveryState.MAILED else self.get_state_display()

    @property
    def present_reason(self):
        """Return why it was not sent, as one word, or nothing; from the same place as its state."""
        return self.mail.reason if self.state == DeliveryState.MAILED else self.reason

    @property
    def present_reason_label(self):
        return Reason(self.present_reason).label if self.present_reason else ""

    @property
    def moment(self):
        """Return the instant that matters now: when it ended, else when it is to leave."""
        if self.mail is None:
            return self.alert.fires_at
        return self.mail.ended_at or self.mail.due_at
