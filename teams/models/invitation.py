"""Invitation: one person asked into a team by email; its link is derived, expires and works once."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import AddressField, LineField
from core.links import absolute, derive_token, new_nonce, token_matches
from core.logged import unlogged
from teams.roles import RANK, Role

from .activity import Activity, membership_of
from .membership import Membership
from .owned import TeamOwned, TeamQuerySet

LIFETIME = timedelta(days=7)
OPEN_LIMIT = 50
SENT_LIMIT = 20  # invitations one person may make or send again
SENT_WITHIN = timedelta(hours=1)
# One link is shown to the inviter, the other only mailed: opening the second proves that the address is one's own.
SHOWN, MAILED = "invitation", "invitation-mailed"


def default_expiry():
    return timezone.now() + LIFETIME


class InvitationQuerySet(TeamQuerySet):
    def open(self, now=None):
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now or timezone.now())


class Invitation(TeamOwned):
    """Somebody asked to join with a given access role."""

    email = AddressField(_("email address"))
    name = LineField(pgettext_lazy("person", "name"), max_length=80, blank=True)
    role = models.CharField(
        _("access role"),
        max_length=10,
        choices=[choice for choice in Role.choices if choice[0] != Role.RECIPIENT],
        default=Role.MEMBER,
    )
    nonce = unlogged(models.CharField(max_length=32, default=new_nonce, editable=False))
    invited_by = models.ForeignKey(
        "teams.Membership", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    expires_at = models.DateTimeField(default=default_expiry, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        "teams.Membership", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    index, index_label = "teams:people", _("People")
    verbs = {
        "accepted": _("{who} accepted the invitation of {row}"),
        "renewed": _("{who} renewed the invitation of {row}"),
        "revoked": _("{who} revoked the invitation of {row}"),
    }
    objects = InvitationQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["-created_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_once_while_open",
                violation_error_message=_("This address has been invited already. Revoke that invitation first."),
            ),
        ]

    def __str__(self):
        return self.email

    def get_absolute_url(self):
        return reverse("teams:people", args=[self.team.slug])

    @property
    def is_open(self):
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def is_backed(self):
        """Say whether the inviter could still invite into this role; who has left or was demoted brings nobody in."""
        inviter = self.invited_by
        if inviter is None:
            return True
        return inviter.has_perm("teams.add_invitation") and RANK[Role(self.role)] <= RANK[Role(inviter.role)]

    @property
    def link(self):
        """Return the address an inviter may copy and pass on; made anew each time, never stored."""
        return self._address(SHOWN)

    @property
    def mailed_link(self):
        """Return the address for the mail, which nobody but the invited person sees."""
        return self._address(MAILED)

    def _address(self, purpose):
        return absolute(reverse("invitation", args=[self.pk, derive_token(purpose, self.pk, self.nonce)]))

    def matches(self, token):
        return token_matches(token, SHOWN, self.pk, self.nonce) or self.proves_address(token)

    def proves_address(self, token):
        """Say whether who opened this link has read the mail sent to the invited address."""
        return token_matches(token, MAILED, self.pk, self.nonce)

    def clean(self):
        super().clean()
        self.email = self.email.lower()
        if not self._state.adding:
            return
        self._refuse_flood(self.invited_by)
        if self.invited_by and RANK[Role(self.role)] > RANK[Role(self.invited_by.role)]:
            raise ValidationError(
                {"role": ValidationError(_("You cannot invite above your own role."), code="too_high")}
            )
        members = Membership.objects.active().filter(team_id=self.team_id)
        if members.filter(Q(user__email=self.email)).exists():
            raise ValidationError({"email": ValidationError(_("This person is in the team already."), code="member")})
        if Invitation.objects.open().filter(team_id=self.team_id).count() >= OPEN_LIMIT:
            message = _("A team can have %(limit)d open invitations. Revoke some first.")
            raise ValidationError(message, code="too_many", params={"limit": OPEN_LIMIT})

    @transaction.atomic
    def accept(self, *, user):
        """Make the person a member; raises ValidationError when the invitation is used up, revoked or too old."""
        self.lock()
        if not self.is_open or not self.is_backed:
            raise ValidationError(_("This invitation is no longer open. Ask for a new one."), code="closed")
        if user.email.lower() != self.email:
            raise ValidationError(
                _("This invitation was sent to another address. Sign in with the address it came to."),
                code="address",
            )
        membership = self._recipient_or_new(user)
        membership.store(by=self.invited_by)
        self.accepted_at, self.accepted_by = timezone.now(), membership
        self.write("accepted", by=membership)
        return membership

    @transaction.atomic
    def renew(self, *, by):
        """Open this invitation for another week under a new link; the old link is dead from now on."""
        self.lock()
        if self.accepted_at or self.revoked_at:
            raise ValidationError(_("This invitation is no longer open. Ask for a new one."), code="closed")
        sender = membership_of(by)
        if sender and RANK[Role(self.role)] > RANK[Role(sender.role)]:
            raise PermissionDenied(_("You cannot invite above your own role."))
        self._refuse_flood(sender)
        self.nonce, self.expires_at, self.invited_by = new_nonce(), default_expiry(), sender
        self.write("renewed", by=by)

    @staticmethod
    def _refuse_flood(sender):
        """Refuse to let one person's invitations become a flood of mail, in whatever team they make them."""
        if sender is None or sender.user_id is None:
            return
        teams = Membership.objects.filter(user_id=sender.user_id).values("team_id")
        sent = Activity.objects.filter(
            team_id__in=teams,
            by__user_id=sender.user_id,
            subject_kind="teams.invitation",
            verb__in=["created", "renewed"],
            at__gt=timezone.now() - SENT_WITHIN,
        )
        if sent.count() >= SENT_LIMIT:
            message = _("You have sent %(limit)d invitations within an hour. Go on in a while.")
            raise ValidationError(message, code="too_fast", params={"limit": SENT_LIMIT})

    def _recipient_or_new(self, user):
        """Reuse the row of somebody who so far only received mail, so that what points at it stays."""
        known = Membership.objects.active().filter(team_id=self.team_id, user=None, email=self.email).first()
        membership = known or Membership(team_id=self.team_id)
        membership.user, membership.name, membership.role = user, user.name, self.role
        membership.email = ""
        return membership

    @transaction.atomic
    def revoke(self, *, by):
        self.lock()
        if self.accepted_at or self.revoked_at:
            return
        person = membership_of(by)
        if person and RANK[Role(self.role)] > RANK[Role(person.role)]:
            raise PermissionDenied(_("Your role does not allow this change."))
        self.revoked_at, self.nonce = timezone.now(), new_nonce()
        self.write("revoked", by=membership_of(by))
