"""How well a contingency plan is prepared: rehearsed, started in time, by itself, and followed by another."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from risks.conditions import ON_MONEY
from risks.readiness import Preparation, readiness
from risks.states import EDITABLE_PLANS, PREPARED_PLANS, PlanState

from .settings import Settings

MOST_LEAD_DAYS = 730
REHEARSAL_DAYS = Settings._meta.get_field("rehearsal_days").default


class Prepared(models.Model):
    """What is done about a plan before anybody needs it; mixed into ContingencyPlan."""

    lead_time_days = models.PositiveSmallIntegerField(
        _("lead time (days)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_LEAD_DAYS)],
        help_text=_("Calendar days from the start of the plan until it has an effect."),
    )
    fallback_of = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("in case this plan fails"),
        related_name="fallbacks",
        null=True,
        blank=True,
        help_text=_("This plan is offered once the one chosen here has failed."),
    )
    rehearsed_on = models.DateField(_("last rehearsed"), null=True, blank=True, editable=False)
    starts_by_itself = models.BooleanField(_("starts by itself"), default=False, editable=False)

    verbs = {
        "rehearsed": _("{who} rehearsed {row}"),
        "automated": _("{who} let {row} start by itself"),
        "unautomated": _("{who} let {row} wait for somebody to start it"),
        "triggered": _("{who} noted that a trigger of {row} fired"),
    }

    class Meta:
        abstract = True

    # Questions

    @property
    def all_triggers(self):
        """Return what this plan waits for, conditions on money last."""
        return [*self.triggers.all(), *self.money_triggers.all()]

    @property
    def has_trigger(self):
        """Say whether anything starts this plan; lists fetch it by `with_triggers`."""
        return bool(self.triggers.all()) or self._waits_for_money()

    def count_triggers(self):
        return self.triggers.count() + self.money_triggers.count()

    @property
    def starts_when(self):
        """Return in words what this plan waits for, as everybody may read it."""
        told = [trigger.sentence for trigger in self.triggers.all()]
        return [*told, str(ON_MONEY)] if self._waits_for_money() else told

    def _waits_for_money(self):
        known = self.__dict__.get("waits_for_money")
        return self.money_triggers.exists() if known is None else known

    @cached_property
    def readiness(self):
        """Return the Readiness of this plan today; lists fetch it by `with_readiness`."""
        if "soonest_due" not in self.__dict__:
            return type(self).objects.with_readiness().select_related("team").get(pk=self.pk).readiness
        return readiness(self.preparation, self.team.today())

    @property
    def preparation(self):
        """Return what counts towards the readiness of a plan fetched by `with_readiness`."""
        strikes = [day for day in (self.window_from, self.soonest_due) if day]
        return Preparation(
            has_owner=self.owner_id is not None,
            reserve=self.reserve,
            own_cost=self.own_cost,
            lead_time_days=self.lead_time_days,
            strikes_on=min(strikes, default=None),
            rehearsed_on=self.rehearsed_on,
            rehearsal_days=self.days_of_rehearsal or REHEARSAL_DAYS,
            is_watched=self.is_watched,
            watched_until=self.watched_until,
        )

    def fallback(self):
        """Return the plan to be started where this one has failed, or None."""
        return self.fallbacks.filter(state__in=EDITABLE_PLANS).order_by("number").first()

    # Rules

    def refuse_odd_fallback(self):
        """Raise a ValidationError for a plan that follows itself, or one of another risk."""
        if self.fallback_of_id is None:
            return
        if self.fallback_of.risk_id != self.risk_id:
            message = _("A plan follows one of the same risk.")
            raise ValidationError({"fallback_of": ValidationError(message, code="other_risk")})
        seen, place = {self.pk}, self.fallback_of
        while place is not None:
            if place.pk in seen:
                message = _("These plans would follow each other in a circle.")
                raise ValidationError({"fallback_of": ValidationError(message, code="circle")})
            seen.add(place.pk)
            place = place.fallback_of

    # Verbs

    @transaction.atomic
    def rehearse(self, *, by):
        """Note that this plan was gone through today; nothing is made, and it can be done again any day."""
        self.lock()
        today = self.team.today()
        if self.state == PlanState.REHEARSED and self.rehearsed_on == today:
            return
        self._leave(*PREPARED_PLANS)
        self._refuse_incomplete()
        self.state, self.rehearsed_on = PlanState.REHEARSED, today
        self.write("rehearsed", by=by)

    @transaction.atomic
    def automate(self, *, by):
        """Let the first trigger that fires start this plan."""
        self._set_automatic("automated", by, value=True)

    @transaction.atomic
    def unautomate(self, *, by):
        """Let this plan wait for a person."""
        self._set_automatic("unautomated", by, value=False)

    def _set_automatic(self, verb, by, *, value):
        self.lock()
        if self.starts_by_itself == value:
            return
        self.starts_by_itself = value
        self.write(verb, by=by)
