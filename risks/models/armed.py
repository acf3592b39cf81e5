"""Armed: what a contingency plan waits for, of whatever kind; it fires once each time it comes to hold."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.logged import unlogged
from risks.conditions import CONDITIONS, facts_of, tell
from risks.states import EDITABLE_PLANS
from risks.trigger_states import TriggerState
from teams.models import TeamOwned, membership_of
from teams.models.values import differences, stored_values

from .needing import Needing

TRIGGERS_AT_MOST = 10  # of one plan, whose page shows all of them


class Armed(Needing, TeamOwned):
    """A condition with the state it is in; kinds name the plan they belong to and what they ask for.

    `holds` is the last judgement. From not holding to holding a trigger fires; taken back by `reset`, it waits until
    the condition has not held for once. What was never judged counts as not holding.
    """

    state = models.CharField(_("state"), max_length=5, choices=TriggerState, default=TriggerState.ARMED, editable=False)
    fired_at = models.DateTimeField(_("fired"), null=True, blank=True, editable=False)
    fired_by = models.ForeignKey(
        "teams.Membership",
        models.PROTECT,
        verbose_name=_("noted by"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    firing = models.UUIDField(null=True, blank=True, editable=False)  # tells one firing from the next
    holds = unlogged(models.BooleanField(null=True, editable=False))
    judged_at = unlogged(models.DateTimeField(null=True, editable=False))

    asked = ()  # every field a kind may ask for
    needed = {}  # what a kind cannot do without: {kind: {field: the rule that misses it}}
    index, index_label = "risks:plan-list", _("Contingency plans")
    named_by = "plan__title"
    verbs = {
        "created": _("{who} added a trigger: {row}"),
        "changed": _("{who} changed a trigger: {row}"),
        "discarded": _("{who} removed a trigger: {row}"),
        "restored": _("{who} restored a trigger: {row}"),
        "fired": _("{who} noted that a trigger fired: {row}"),
        "reset": _("{who} armed a trigger again: {row}"),
    }

    class Meta(TeamOwned.Meta):
        abstract = True
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["judged_at"], name="%(class)s_to_judge", condition=Q(state="armed")),
        ]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state="fired", fired_at__isnull=False, firing__isnull=False)
                | Q(state="armed", fired_at=None, firing=None),
                name="%(class)s_fired_by_verb",
                violation_error_message=_("Use “fire” to say that it happened."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    def needs(self):
        return self.needed.get(self.kind, {})

    @property
    def facts(self):
        return facts_of(self)

    @classmethod
    def name_from(cls, facts):
        return str(tell(facts))

    def get_absolute_url(self):
        return self.plan.get_absolute_url()

    # Questions

    @property
    def sentence(self):
        """Return what has to happen, in the reader's language."""
        return str(self)

    @property
    def is_fired(self):
        return self.state == TriggerState.FIRED

    @property
    def is_watched(self):
        """Say whether a machine sees this one."""
        return CONDITIONS[self.kind].is_watched

    @property
    def ending(self):
        """Return why no machine watches for this, a name of endings.py, or nothing; lists fetch it by `with_ending`."""
        known = self.__dict__.get("fetched_ending")
        return type(self).objects.with_ending().get(pk=self.pk).fetched_ending if known is None else known

    @property
    def plan_state(self):
        """Return the state of the plan: a change of what it waits for makes a ready one a draft."""
        return self.plan.state

    # Making, editing, removing

    @transaction.atomic
    def store(self, *, by, **given):
        """Store; a new or changed trigger sends a prepared plan back to draft."""
        self._open_plan()
        if self._state.adding and self.plan_id is not None and self.plan.count_triggers() >= TRIGGERS_AT_MOST:
            message, most = _("A plan has at most %(most)d triggers."), {"most": TRIGGERS_AT_MOST}
            raise ValidationError(message, code="too_many", params=most)
        before = None if self._state.adding else self.version
        super().store(by=by, **given)
        if before is None or self.version != before:
            self.plan.redraft(by=by)
        return self

    @transaction.atomic
    def discard(self, *, by):
        self._open_plan()
        super().discard(by=by)
        self.plan.redraft(by=by)

    def leave_with_plan(self, *, by):
        """Go with a plan that is removed, whatever its state."""
        super().discard(by=by)

    def judge_edit(self, before):
        """Arm anew what waits for something else than before."""
        super().judge_edit(before)
        if before and differences(before, stored_values(self)).keys() & {"kind", *self.asked}:
            self._arm()

    def set_derived(self):
        """Keep of a trigger only what its kind asks for."""
        super().set_derived()
        kept = CONDITIONS[self.kind].asks if self.kind in CONDITIONS else self.asked
        for name in self.asked:
            if name not in kept:
                setattr(self, name, self._meta.get_field(name).get_default())

    @classmethod
    def follow_changes(cls, rows, before):
        """Judge afresh what waits for something else than before, by whatever way that came."""
        super().follow_changes(rows, before)
        for row in rows:
            old = before.get(row.pk)
            if old and differences(old, stored_values(row)).keys() & {"kind", *cls.asked}:
                row.holds = row.judged_at = None

    # Verbs

    @transaction.atomic
    def fire(self, *, by, since=None):
        """Say that it has happened, now or some time ago; the plan's people are told.

        A plan that starts by itself is started by the next look of the worker (alerts/watch.py).
        """
        plan = self.plan
        plan.lock()
        self.lock()
        if self.is_fired:
            return
        if not plan.is_prepared:
            message = _("Only what a plan that is ready waits for can fire. Make the plan ready first.")
            raise ValidationError(message, code="plan_not_ready")
        self.state, self.firing = TriggerState.FIRED, uuid7()
        self.fired_at, self.fired_by = since or timezone.now(), membership_of(by)
        self.write("fired", by=by)
        plan.write("triggered", by=by)

    @transaction.atomic
    def reset(self, *, by):
        """Wait for it once more."""
        self.lock()
        if not self.is_fired:
            return
        self._arm()
        self.write("reset", by=by)

    def _arm(self):
        self.state, self.firing = TriggerState.ARMED, None
        self.fired_at = self.fired_by = None

    def _open_plan(self):
        """Hold the plan and refuse once it is at work, so that it keeps what it was started for."""
        if self.plan_id is None:
            return
        self.plan.lock()
        if self.plan.state not in EDITABLE_PLANS:
            raise ValidationError(
                _("The triggers of a plan that has been activated or retired cannot be changed."), code="plan_fixed"
            )
