"""Bonus: what one person is promised once a milestone is reached; that person and owners see it, and nobody else."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import CurrencyField, LineField, MoneyField, ProseField
from core.tones import toned
from teams.models import Membership, TeamOwned, TeamQuerySet, membership_of, write_rows
from teams.models.values import stored_values
from teams.roles import Role


class BonusKind(models.TextChoices):
    MONEY = "money", pgettext_lazy("bonus", "Money")
    EQUITY = "equity", _("Equity")
    RECOGNITION = "recognition", _("Recognition")


@toned(active=["earned"], good=["approved", "paid"], closed=["void"])
class BonusState(models.TextChoices):
    OFFERED = "offered", pgettext_lazy("bonus", "Offered")
    EARNED = "earned", pgettext_lazy("bonus", "Earned")
    APPROVED = "approved", pgettext_lazy("bonus", "Approved")
    PAID = "paid", pgettext_lazy("bonus", "Paid")
    VOID = "void", pgettext_lazy("bonus", "Void")


# Where the milestone alone decides which of the two it is.
UNDECIDED = (BonusState.OFFERED, BonusState.EARNED)
FOLLOWING = {BonusState.EARNED: "earned", BonusState.OFFERED: "unearned"}


class BonusQuerySet(TeamQuerySet):
    def visible_to(self, membership):
        """Return a person's own, and to owners all of them."""
        rows = super().visible_to(membership)
        return rows if membership.role == Role.OWNER else rows.filter(beneficiary=membership)

    def open(self):
        """Return what is neither paid nor void."""
        return self.exclude(state__in=(BonusState.PAID, BonusState.VOID))

    def for_lists(self):
        """Fetch what a row of a list shows."""
        return self.select_related("team", "beneficiary", "milestone", "approved_by")


class Bonus(TeamOwned):
    """A promise: earned when the milestone is reached, approved by an owner it is not for, then paid."""

    milestone = models.ForeignKey(
        "planner.Milestone", models.PROTECT, verbose_name=_("milestone"), related_name="bonuses"
    )
    # Not a WhoField: whoever leaves takes it along, and nobody takes it over.
    beneficiary = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=pgettext_lazy("whom a bonus is for", "for"), related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=11, choices=BonusKind, default=BonusKind.MONEY)
    title = LineField(_("what is promised"))
    amount = MoneyField(_("amount"), null=True, blank=True)
    currency = CurrencyField(_("currency"), blank=True, default="")
    note = ProseField(_("note"))
    state = models.CharField(_("state"), max_length=8, choices=BonusState, default=BonusState.OFFERED, editable=False)
    approved_by = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("approved by"), null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    approved_alone = models.BooleanField(_("approved alone"), default=False, editable=False)
    paid_on = models.DateField(pgettext_lazy("bonus", "paid on"), null=True, editable=False)
    reason = ProseField(_("why approved alone"), editable=False)
    void_reason = ProseField(_("why void"), editable=False)

    index, index_label = "planner:bonus-list", _("Bonuses")
    verbs = {
        "earned": _("{who} noted that {row} is earned"),
        "unearned": _("{who} noted that {row} is no longer earned"),
        "approved": _("{who} approved {row}"),
        "paid": _("{who} noted that {row} was paid out"),
        "voided": _("{who} made {row} void"),
        "approval_withdrawn": _("{who} took the approval of {row} back"),
        "payment_withdrawn": _("{who} noted that {row} was not paid"),
        "reinstated": _("{who} let {row} count again"),
    }
    objects = BonusQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = _("bonus")
        verbose_name_plural = _("bonuses")
        indexes = [
            models.Index(fields=["team", "-created_at"], name="bonus_of_team"),
            models.Index(fields=["beneficiary", "-created_at"], name="bonus_of_person"),
        ]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind=BonusKind.MONEY, amount__isnull=False)
                | (~Q(kind=BonusKind.MONEY) & Q(amount__isnull=True)),
                name="bonus_money_has_amount",
                violation_error_message=_("Money has an amount; equity and recognition are told in words alone."),
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0),
                name="bonus_amount_positive",
                violation_error_message=_("The amount of a bonus is more than zero."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(BonusState.APPROVED, BonusState.PAID)) | Q(approved_at__isnull=False),
                name="bonus_approved_by_verb",
                violation_error_message=_("An owner approves a bonus before it counts as approved or paid."),
            ),
            models.CheckConstraint(
                condition=~Q(state=BonusState.PAID) | Q(paid_on__isnull=False),
                name="bonus_paid_by_verb",
                violation_error_message=_("Say on which day a bonus was paid."),
            ),
            models.CheckConstraint(
                condition=~Q(state=BonusState.VOID) | ~Q(void_reason=""),
                name="bonus_void_has_reason",
                violation_error_message=_("Say why this bonus is void."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("planner:bonus", args=[self.team.slug, self.pk])

    # Questions

    @property
    def is_open(self):
        return self.state not in (BonusState.PAID, BonusState.VOID)

    @property
    def is_undecided(self):
        return self.state in UNDECIDED

    @property
    def is_reopened(self):
        """Say whether the milestone is open again although this was approved for reaching it."""
        return self.state == BonusState.APPROVED and not self.milestone.is_done

    def other_owners(self, person):
        """Return who else could approve what an owner is to get."""
        return Membership.objects.with_account().filter(team=self.team_id, role=Role.OWNER).exclude(pk=person.pk)

    def asks_why(self, person):
        """Say whether a person approves their own bonus, which the only owner does alone and with a reason."""
        return person.pk == self.beneficiary_id and not self.other_owners(person).exists()

    # Making and editing

    @classmethod
    def fill_new(cls, rows, *, by):
        """Let what is promised for a milestone that is reached be earned at once; holds the milestones meanwhile."""
        super().fill_new(rows, by=by)
        milestones = cls._meta.get_field("milestone").related_model._base_manager
        held = milestones.select_for_update().in_bulk([row.milestone_id for row in rows])
        for row in rows:
            if row.is_undecided and row.milestone_id in held:
                row.state = standing(held[row.milestone_id])

    def set_derived(self):
        super().set_derived()
        if self.kind != BonusKind.MONEY:
            self.currency = ""
        elif not self.currency:
            self.currency = self.team.currency

    def judge_edit(self, before):
        """Refuse to change what was approved, paid or made void."""
        super().judge_edit(before)
        if before is not None and before["state"] not in UNDECIDED:
            message = _("What is approved, paid or void stays as it is. Take that back first.")
            raise ValidationError(message, code="decided")

    def clean(self):
        super().clean()
        if self.paid_on is not None and self.paid_on > self.team.today():
            message = _("It cannot have been paid on a day that is still to come.")
            raise ValidationError({"paid_on": ValidationError(message, code="to_come")})

    @transaction.atomic
    def discard(self, *, by):
        """Remove what nobody has decided about yet; anything else is made void."""
        self.lock()
        if not self.is_undecided:
            message = _("What was decided about a bonus stays to be seen. Make it void instead of removing it.")
            raise ValidationError(message, code="decided")
        super().discard(by=by)

    # Verbs

    @classmethod
    def follow(cls, milestone_ids):
        """Let what is offered be earned once its milestone is reached, and offered again where that was taken back.

        In its caller's transaction, and nobody's act: whoever completes one need not know of a bonus,
        and undoes only their own.
        """
        undecided = cls._base_manager.filter(milestone__in=milestone_ids, state__in=UNDECIDED)
        rows = list(undecided.select_related("milestone").select_for_update(of=("self",)).order_by("pk"))
        for state, verb in FOLLOWING.items():
            turned = [row for row in rows if row.state != state and standing(row.milestone) == state]
            before = {row.pk: stored_values(row) for row in turned}
            for row in turned:
                row.state = state
            if turned:
                write_rows(turned, verb, by=None, before=before)

    @transaction.atomic
    def approve(self, *, by, reason=""):
        """Approve what is earned; for oneself only as the only owner, with a reason."""
        self.lock()
        if self.state == BonusState.APPROVED:
            return
        self._refuse_unless(BonusState.EARNED, BonusState.APPROVED)
        person = membership_of(by)
        is_own = person is not None and person.pk == self.beneficiary_id
        if is_own and self.other_owners(person).exists():
            raise ValidationError(_("This bonus is for you: another owner approves it."), code="own")
        if is_own and not reason.strip():
            message = _("You are the only owner and approve your own bonus: say why.")
            raise ValidationError({"reason": ValidationError(message, code="required")})
        self.state, self.approved_by, self.approved_at = BonusState.APPROVED, person, timezone.now()
        self.approved_alone, self.reason = is_own, reason.strip()
        self.write("approved", by=by)

    @transaction.atomic
    def pay(self, *, by, on=None):
        """Note that it was paid or given, today when no day is named; the milestone must still be reached."""
        self.lock()
        if self.state == BonusState.PAID:
            return
        self._refuse_unless(BonusState.APPROVED, BonusState.PAID)
        if self.is_reopened:
            message = _("The milestone was reopened after this was approved. Complete it, or take the approval back.")
            raise ValidationError(message, code="reopened")
        self.state, self.paid_on = BonusState.PAID, on or self.team.today()
        self.write("paid", by=by)

    @transaction.atomic
    def make_void(self, *, by, reason):
        """Let it count no longer, whatever stood before."""
        self.lock()
        if self.state == BonusState.VOID:
            return
        self.state, self.void_reason = BonusState.VOID, reason.strip()
        self.write("voided", by=by)

    @transaction.atomic
    def withdraw_approval(self, *, by):
        """Let it be decided anew."""
        self.lock()
        if self.state == BonusState.APPROVED:
            self.state = standing(self.milestone)
            self.approved_by, self.approved_at, self.approved_alone, self.reason = None, None, False, ""
            self.write("approval_withdrawn", by=by)

    @transaction.atomic
    def undo_payment(self, *, by):
        """Note that it was not paid after all."""
        self.lock()
        if self.state == BonusState.PAID:
            self.state, self.paid_on = BonusState.APPROVED, None
            self.write("payment_withdrawn", by=by)

    @transaction.atomic
    def undo_voiding(self, *, by):
        """Let it count again, as it stood before or as its milestone has made of it since."""
        self.lock()
        if self.state == BonusState.VOID:
            decided = (self.paid_on and BonusState.PAID) or (self.approved_at and BonusState.APPROVED)
            self.state, self.void_reason = decided or standing(self.milestone), ""
            self.write("reinstated", by=by)

    def _refuse_unless(self, state, wanted):
        if self.state != state:
            raise ValidationError(
                _("A bonus that is “%(from)s” cannot become “%(to)s”."),
                code="unreachable_state",
                params={"from": self.get_state_display(), "to": BonusState(wanted).label},
            )


def standing(milestone):
    """Return the state of a bonus nobody has decided about."""
    return BonusState.EARNED if milestone.is_done else BonusState.OFFERED
