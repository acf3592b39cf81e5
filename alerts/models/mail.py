"""Mail: one email to one address with one or more deliveries in it. The lease and the state machine live here."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alerts.states import Reason
from core.doorbell import ring
from core.ids import uuid7
from core.tones import toned
from teams.models import TeamQuerySet, Worded, record


@toned(active=["sending"], good=["sent"], warn=["held"], bad=["failed", "bounced"], closed=["cancelled"])
class MailState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    CLAIMED = "claimed", _("Taken by a worker")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNCERTAIN = "uncertain", _("Perhaps sent")
    HELD = "held", _("Kept here")
    CANCELLED = "cancelled", _("Cancelled")
    BOUNCED = "bounced", _("Bounced")


class MailKind(models.TextChoices):
    DAILY = "daily", _("Daily email")
    SOON = "soon", _("News")
    CRITICAL = "critical", _("Critical")
    NOTICE = "notice", _("Sent by hand")


UNDER_LEASE = (MailState.CLAIMED, MailState.SENDING)
IN_TROUBLE = (MailState.FAILED, MailState.UNCERTAIN, MailState.BOUNCED)
RESENDABLE = (*IN_TROUBLE, MailState.HELD)
# What has left, or may have: an alert in such a mail counts as notified.
NOTIFIED = (MailState.SENDING, MailState.SENT, MailState.UNCERTAIN, MailState.FAILED, MailState.BOUNCED, MailState.HELD)
PRIORITIES = {MailKind.NOTICE: 0, MailKind.CRITICAL: 1, MailKind.SOON: 5, MailKind.DAILY: 9}


class MailQuerySet(TeamQuerySet):
    def visible_to(self, membership):
        """Managers see every mail of the team, everybody else their own."""
        rows = super().visible_to(membership)
        return rows if membership.has_perm("alerts.view_alert") else rows.filter(membership=membership)

    def untouched(self):
        """Return queued mails that may still change: no try was made with them, and no text of theirs is written.

        A text outlives tries that do not count, and a person who sends a mail again.
        """
        return self.filter(state=MailState.QUEUED, attempts=0, text="")

    def due(self, now):
        return self.filter(state=MailState.QUEUED, due_at__lte=now)

    def without_content(self):
        """Return mails none of whose deliveries is left."""
        deliveries = self.model._meta.get_field("deliveries").related_model._base_manager
        return self.exclude(Exists(deliveries.filter(mail=OuterRef("pk"), state="mailed")))


class Mail(Worded):
    """One message; rendered when it is first begun and kept as it went, without any secret link."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey("teams.Team", models.CASCADE, related_name="+")
    membership = models.ForeignKey("teams.Membership", models.PROTECT, related_name="+")
    address = models.EmailField(blank=True, default="")
    kind = models.CharField(max_length=8, choices=MailKind)
    day = models.DateField(null=True)  # the team's day that a daily mail tells of
    zone = models.CharField(max_length=60, blank=True, default="")  # of the account whose hours it was planned by
    state = models.CharField(max_length=9, choices=MailState, default=MailState.QUEUED)
    reason = models.CharField(max_length=13, choices=Reason, blank=True, default="")
    priority = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    planned_at = models.DateTimeField()  # when it was to leave; due_at moves on with each try
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    unknowns = models.PositiveSmallIntegerField(default=0)
    dated_at = models.DateTimeField(null=True)  # the Date it bears: of its first try, on every later one too
    first_tried_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=300)
    subject = models.CharField(max_length=400, blank=True, default="")
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    verbs = {"resent": _("{who} sent {row} again")}
    version = 0  # mails are not edited; Activity asks every row
    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "day"],
                condition=Q(kind="daily") & ~Q(state="cancelled"),
                name="mail_daily_once_per_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["claimed", "sending"], lease_token__isnull=False, lease_until__isnull=False)
                | ~Q(state__in=["claimed", "sending"]) & Q(lease_token=None, lease_until=None),
                name="mail_leased_while_worked_on",
            ),
        ]
        indexes = [
            models.Index(fields=["priority", "due_at", "id"], name="mail_queue", condition=Q(state="queued")),
            models.Index(fields=["lease_until"], name="mail_leases", condition=Q(state__in=["claimed", "sending"])),
            models.Index(
                fields=["team"], name="mail_trouble", condition=Q(state__in=["failed", "uncertain", "bounced"])
            ),
            models.Index(fields=["membership", "state"], name="mail_of_person"),
            models.Index(fields=["team", "-created_at"], name="mail_of_team"),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    def get_absolute_url(self):
        return reverse("alerts:mail", args=[self.team.slug, self.pk])

    @property
    def facts(self):
        # Never the subject: the history shows this to people who may not see what the mail is about.
        at = self.created_at.astimezone(self.team.zone)
        return {"at": f"{at:%Y-%m-%d %H:%M}"}

    @classmethod
    def name_from(cls, facts):
        return gettext("Email %(at)s") % facts

    @classmethod
    def to(cls, membership, kind, *, due_at, now, day=None, planned_at=None):
        """Return a new, unsaved mail with its Message-ID for ever."""
        mail = cls(team_id=membership.team_id, membership=membership, kind=kind, due_at=due_at, day=day)
        mail.priority = PRIORITIES[MailKind(kind)]
        mail.address = membership.address
        mail.zone = membership.user.time_zone if membership.user_id else ""
        mail.planned_at = planned_at or due_at
        mail.created_at = now
        mail.message_id = f"<{mail.pk}@{mail_host()}>"
        return mail

    @property
    def owning_team_id(self):
        return self.team_id

    @property
    def is_over(self):
        """Say whether nothing more will happen by itself."""
        return self.state not in (MailState.QUEUED, *UNDER_LEASE)

    @property
    def may_be_resent(self):
        return self.state in RESENDABLE

    @transaction.atomic
    def resend(self, *, by):
        """Send once more what failed, may not have arrived, or was held; a person's decision, kept in Activity."""
        now = timezone.now()
        queued = Mail.objects.filter(pk=self.pk, state__in=RESENDABLE).update(
            state=MailState.QUEUED, reason="", due_at=now, attempts=0, unknowns=0, first_tried_at=None, ended_at=None
        )
        self.refresh_from_db()
        if not queued:
            if self.is_over:
                raise ValidationError(_("Only an email that failed or was kept here can be sent again."), code="state")
            return
        record(self, "resent", by=by)
        ring("alerts.send_batch")


def mail_host():
    """Return the host of our Message-IDs."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"
