"""A response that is done is looked at by another person: verified, or sent back because it does not work."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, MoneyField
from risks.effects import MOST_DAYS
from risks.states import OPEN_ACTIONS, ActionState
from teams.models import Activity, Membership, membership_of, take_back
from teams.models.values import stored_values

VERIFYING = "risks.verify_responseaction"
PLANNED, RESULTS = ("days_off_planned", "money_off_planned"), ("days_off_actual", "money_off_actual")


class Verifying(models.Model):
    """Mixed into ResponseAction: what it takes off the risk, as planned and in fact, and who has verified that."""

    days_off_planned = models.PositiveSmallIntegerField(
        _("working days it should take off"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("Of what the risk costs. Left empty, it is not known, which is not the same as none."),
    )
    days_off_actual = models.PositiveSmallIntegerField(
        _("working days it took off"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("Once it is done. Left empty, what was planned is counted."),
    )
    money_off_planned = MoneyField(
        _("money it should take off"),
        null=True,
        blank=True,
        help_text=_("Of what the risk costs, in the currency of this action. Left empty, it is not known."),
    )
    money_off_actual = MoneyField(
        _("money it took off"),
        null=True,
        blank=True,
        help_text=_("Once it is done. Left empty, what was planned is counted."),
    )
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        "teams.Membership",
        models.PROTECT,
        verbose_name=_("verified by"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    verified_alone = models.BooleanField(_("verified alone"), default=False, editable=False)
    verification_note = LineField(_("what was found"), max_length=300, blank=True, default="", editable=False)

    verbs = {
        "verified": _("{who} verified {row}"),
        "sent_back": _("{who} sent {row} back"),
    }
    verb_fields = {"verified": "verified_by", "sent_back": "verification_note"}

    class Meta:
        abstract = True

    @property
    def is_to_verify(self):
        """Say whether it is done, and nobody has verified it."""
        return self.state == ActionState.DONE

    @property
    def is_verified(self):
        return self.state == ActionState.VERIFIED

    @property
    def days_off(self):
        """Return the working days it takes off by what is known: once done, what it took off; None is not known."""
        return self._by_now(self.days_off_planned, self.days_off_actual)

    @property
    def money_off(self):
        """Return the money it takes off by what is known, in its currency; None is not known."""
        return self._by_now(self.money_off_planned, self.money_off_actual)

    def is_verified_alone_by(self, person):
        """Say whether this person would verify what they own themselves, or handed on once it was done."""
        return person is not None and (person.pk == self.owner_id or self._was_handed_on_by(person))

    def may_be_verified_by(self, person):
        """Say whether a person may verify this: anybody with the right but its owner, who may where nobody else can."""
        return self.pk in verifiable_by([self], person)

    @transaction.atomic
    def verify(self, *, by, reason="", **results):
        """Stand by it that this was done and works; alone only with a reason.

        `results` say by field (RESULTS) what it took off, None that nobody knows; the others stay as they are.
        """
        self.lock()
        if self.is_verified:
            return
        self._refuse_unfinished()
        person = membership_of(by)
        self._refuse_own(person)
        self.verified_alone = self.is_verified_alone_by(person)
        self.state, self.verification_note = ActionState.VERIFIED, reason.strip()
        self.verified_at, self.verified_by = timezone.now(), person
        for name in RESULTS:
            if name in results:
                setattr(self, name, results[name])
        self.write("verified", by=by)

    @transaction.atomic
    def send_back(self, *, by, reason):
        """Say why it is not done or does not work; its owner goes on with it."""
        self.lock()
        if self.state in OPEN_ACTIONS:
            return
        self._refuse_unfinished()
        if not reason.strip():
            raise ValidationError({"reason": ValidationError(_("Say what does not work."), code="required")})
        self.state, self.completed_at = ActionState.IN_PROGRESS, None
        self.verification_note = reason.strip()
        self.write("sent_back", by=by)

    @transaction.atomic
    def undo_verification(self, *, by):
        """Let it wait for somebody to verify it again, if nothing has happened since."""
        self.lock()
        if not self.is_to_verify:
            take_back(self, "verified", by=by)

    @transaction.atomic
    def undo_sending_back(self, *, by):
        """Have it done again, if nothing has happened since."""
        self.lock()
        if not self.is_done:
            take_back(self, "sent_back", by=by)

    def judge_by_itself(self, before=None):
        """As every row is judged; what somebody has verified is not said otherwise under their name."""
        super().judge_by_itself(before)
        if before is None or not self.is_verified or before["state"] != ActionState.VERIFIED:
            return
        if _taken_off(before) != _taken_off(stored_values(self)):
            message = _("What it took off is verified. Reopen the action to say otherwise.")
            raise ValidationError(message, code="verified")

    def forget_verification(self):
        """Clear what was found, of an action that is worked on again."""
        self.verified_at = self.verified_by = None
        self.verified_alone, self.verification_note = False, ""

    def _by_now(self, planned, actual):
        return actual if self.is_done and actual is not None else planned

    def _was_handed_on_by(self, person):
        """Say whether this person owned it when it was done, though another does by now, or nobody."""
        return self.pk in _handed_on_by([self], person)

    def _refuse_unfinished(self):
        if self.state != ActionState.DONE:
            message = _("Only an action that is done can be verified; this one is “%(state)s”.")
            params = {"state": self.get_state_display()}
            raise ValidationError(message, code="not_done", params=params)

    def _refuse_own(self, person):
        if self.is_verified_alone_by(person) and others_who_verify(person).exists():
            message = _("Whoever does it cannot verify it, too: another person has to look at it.")
            raise ValidationError(message, code="verified_by_two")


def verifiable_by(rows, person):
    """Return the keys of those actions a person may verify; two statements at most, however many rows."""
    waiting = [row for row in rows if row.is_to_verify]
    if not waiting or not person.has_perm(VERIFYING):
        return set()
    alone = {row.pk for row in waiting if row.owner_id == person.pk} | _handed_on_by(waiting, person)
    barred = alone if alone and others_who_verify(person).exists() else set()
    return {row.pk for row in waiting} - barred


def _handed_on_by(rows, person):
    """Return the keys of those a person owned when they were done, though another does by now, or nobody."""
    done = {row.pk: row.completed_at for row in rows if row.completed_at is not None}
    if not done:
        return set()
    acts = Activity.objects.filter(subject_kind=rows[0]._meta.label_lower, subject_id__in=done)
    acts = acts.filter(changes__owner__0=str(person.pk)).values_list("subject_id", "at")
    return {pk for pk, at in acts if at >= done[pk]}


def _taken_off(values):
    """Return what an action that is done takes off by what is known: days, money, and the currency of that."""
    days, money = (
        _first_known(values[f"{name}_actual"], values[f"{name}_planned"]) for name in ("days_off", "money_off")
    )
    return days, money, money and values["currency"]


def _first_known(*figures):
    return next((each for each in figures if each is not None), None)


def others_who_verify(person):
    """Return who else in the team may verify what was done."""
    return Membership.objects.with_account().holding(VERIFYING).filter(team=person.team_id).exclude(pk=person.pk)
