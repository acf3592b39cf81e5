"""Membership: a person in a team, with an access role; ended, never deleted."""

from zoneinfo import ZoneInfo

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import AddressField, LineField
from core.logged import logged, unlogged
from core.sort_keys import KEY_LENGTH, sort_key
from teams.roles import Role, may_assign, may_end, rights_of

from .activity import membership_of
from .owned import TeamOwned, TeamQuerySet
from .who import WhoField

__all__ = ["Membership", "MembershipQuerySet", "WhoField"]


class MembershipQuerySet(TeamQuerySet):
    def active(self):
        return self.filter(ended_at=None)

    def with_account(self):
        return self.active().exclude(user=None)

    def holding(self, right):
        """Return those whose role, or whose reading of the money, gives them a right."""
        roles = [role for role in Role if right in rights_of(role)]
        readers = [role for role in Role if right in rights_of(role, reads_money=True)]
        return self.active().filter(Q(role__in=roles) | Q(role__in=readers, reads_money=True))


class Membership(TeamOwned):
    """A person in a team. Without a user it is a recipient of mail or a planned hire."""

    user = models.ForeignKey(
        "teams.User", models.PROTECT, null=True, blank=True, editable=False, related_name="memberships"
    )
    name = LineField(pgettext_lazy("person", "name"), max_length=80)
    email = logged(AddressField(_("email address"), blank=True, default=""), right="teams.change_membership")
    role = models.CharField(_("access role"), max_length=10, choices=Role, default=Role.MEMBER)
    reads_money = models.BooleanField(_("can see the money"), default=False, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    sort_key = unlogged(models.CharField(max_length=KEY_LENGTH, editable=False, blank=True, default=""))

    index, index_label = "teams:people", _("People")
    last_owner_stays = _("A team keeps at least one owner. Name another one first.")
    verbs = {
        "renamed": _("{who} renamed {row}"),
        "role_changed": _("{who} changed the role of {row}"),
        "money_shown": _("{who} let {row} read the money"),
        "money_hidden": _("{who} stopped showing the money to {row}"),
        "ended": _("{who} ended the membership of {row}"),
    }
    verb_fields = {"renamed": "name", "role_changed": "role"}
    objects = MembershipQuerySet.as_manager()
    token = None  # the API token this person acts through, set by authentication

    class Meta(TeamOwned.Meta):
        ordering = ["sort_key", "name", "id"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "user"],
                condition=Q(ended_at=None, user__isnull=False),
                name="membership_once_per_user",
                violation_error_message=_("This person is in the team already."),
            ),
            models.UniqueConstraint(
                fields=["team", "email"],
                condition=Q(ended_at=None) & ~Q(email=""),
                name="membership_once_per_address",
                violation_error_message=_("Somebody with this email address is in the team already."),
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(role=Role.RECIPIENT),
                name="membership_without_account_is_recipient",
                violation_error_message=_("Without an account a person can only be a recipient."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("teams:member", args=[self.team.slug, self.pk])

    @property
    def is_active(self):
        return self.ended_at is None

    @property
    def address(self):
        """Return the address mail goes to, or nothing."""
        return self.user.email if self.user_id else self.email

    @property
    def language(self):
        """Return the language this person reads: of the account, else of the team."""
        return self.user.language if self.user_id else self.team.language

    @property
    def zone(self):
        """Return the time zone this person lives in: of the account, else of the team."""
        return ZoneInfo(self.user.time_zone) if self.user_id else self.team.zone

    @property
    def is_last_owner(self):
        """Say whether this row, as it is stored, is the team's only owner."""
        owners = Membership.objects.filter(team_id=self.team_id, role=Role.OWNER, ended_at=None)
        return list(owners.order_by().values_list("pk", flat=True)[:2]) == [self.pk]

    @property
    def rights(self):
        """Return everything this person may do in the team, such as "risks.change_risk"."""
        return rights_of(Role(self.role), reads_money=self.reads_money) if self.is_active else frozenset()

    def has_perm(self, right):
        """Say whether this person holds a right such as "risks.change_risk" in the team."""
        return right in self.rights

    def set_derived(self):
        super().set_derived()
        self.sort_key = sort_key(self.name, of_person=True)

    def clean(self):
        super().clean()
        self.email = self.email.lower()
        if self.email and self.is_active and self._others().filter(user__email=self.email).exists():
            message = _("Somebody with this email address is in the team already.")
            raise ValidationError({"email": ValidationError(message, code="member")})
        if not self._state.adding and not (self.role == Role.OWNER and self.is_active):
            self._refuse_if_last_owner()

    def _others(self):
        return Membership.objects.with_account().filter(team_id=self.team_id).exclude(pk=self.pk)

    @transaction.atomic
    def rename(self, name, *, by):
        self.lock()
        if self.name == name:
            return
        self.name = name
        self.write("renamed", by=by)

    @transaction.atomic
    def change_role(self, role, *, by):
        """Give this person another access role; raises ValidationError where roles.py or the last owner forbid it."""
        self.lock_owners()
        self.lock()
        if self.role == role:
            return
        actor = membership_of(by)
        if actor is not None and not may_assign(Role(actor.role), Role(self.role), Role(role)):
            raise PermissionDenied(_("Your role does not allow this change."))
        if not self.is_active:
            raise ValidationError(_("This membership has ended."), code="ended")
        if self.user_id and role == Role.RECIPIENT:
            raise ValidationError(_("A person with an account cannot be a recipient."), code="has_account")
        self.role = role
        self.write("role_changed", by=by)

    @transaction.atomic
    def show_money(self, *, by):
        """Let this person read the team's money: rounds, opportunities, cash. They change nothing of it."""
        self.lock()
        if self.reads_money:
            return
        if not self.is_active or not self.user_id:
            raise ValidationError(_("Only somebody with an account in the team can read its money."), code="no_account")
        self.reads_money = True
        self.write("money_shown", by=by)

    @transaction.atomic
    def hide_money(self, *, by):
        """Take that back; what the role itself may read stays."""
        self.lock()
        if not self.reads_money:
            return
        self.reads_money = False
        self.write("money_hidden", by=by)

    def lock_owners(self):
        """Hold the team's owners, so that two of them cannot step down at the same moment."""
        list(Membership.objects.select_for_update().filter(team_id=self.team_id, role=Role.OWNER, ended_at=None))

    def _refuse_if_last_owner(self):
        if self.is_last_owner:
            raise ValidationError({NON_FIELD_ERRORS: ValidationError(self.last_owner_stays, code="last_owner")})

    def may_be_ended_by(self, membership):
        """Say whether a person may end this membership: their own always, others' as their role allows."""
        return membership.pk == self.pk or may_end(Role(membership.role), Role(self.role))

    @transaction.atomic
    def end(self, *, by):
        """End this membership: from now on it opens nothing. What it owned is passed on by teams/leaving.py.

        Returns whether it was this call that ended it.
        """
        self.lock_owners()
        self.lock()
        actor = membership_of(by)
        if actor is not None and not self.may_be_ended_by(actor):
            raise PermissionDenied(_("Your role does not allow this change."))
        if not self.is_active:
            return False
        self._refuse_if_last_owner()
        self.ended_at = timezone.now()
        self.write("ended", by=by)
        return True

    @transaction.atomic
    def discard(self, *, by):
        """Delete this row if nothing points at it, and the team has another owner."""
        self.lock_owners()
        self._refuse_if_last_owner()
        super().discard(by=by)
