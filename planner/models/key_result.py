"""KeyResult: a figure by which a goal is measured, and its values day by day."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.fields import CurrencyField, LineField, MoneyField
from planner.progress import clamped, key_result_progress, percent
from teams.models import TeamOwned, TeamQuerySet

from .goal import Goal
from .measured import Measured
from .newwork import NewWork

MOST_KEY_RESULTS = 20  # of one goal
WEIGHTS = [MinValueValidator(1), MaxValueValidator(100)]
TOO_MANY = ngettext_lazy("A goal has at most %(most)d key result.", "A goal has at most %(most)d key results.", "most")
MEASURED = _("It has values of another kind already. Make a new key result instead.")
CLOSED = _("“%(goal)s” is closed. Reopen it first.")


class Metric(models.TextChoices):
    """What kind of figure a key result is."""

    NUMBER = "number", _("Number")
    PERCENT = "percent", _("Per cent")
    CURRENCY = "currency", _("Amount of money")
    YES_NO = "yes_no", _("Yes or no")


class KeyResultQuerySet(TeamQuerySet):
    def for_lists(self):
        """Fetch what a row of a list shows."""
        return self.select_related("team", "goal__project")


class KeyResult(Measured, NewWork, TeamOwned):
    """A figure that shall go from its start to its target, up or down; its values are kept day by day."""

    goal = models.ForeignKey(Goal, models.PROTECT, verbose_name=_("goal"), related_name="key_results")
    title = LineField(_("what is measured"))
    metric = models.CharField(_("kind of figure"), max_length=8, choices=Metric, default=Metric.NUMBER)
    unit = LineField(
        _("unit"), max_length=20, blank=True, help_text=_("What a number counts, such as “users” or “ms”.")
    )
    currency = CurrencyField(_("currency"), blank=True, help_text=_("Of an amount of money."))
    start = MoneyField(_("start"), default=0)
    target = MoneyField(_("target"), help_text=_("It may lie below the start."))
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=WEIGHTS, help_text=_("How much it counts beside the others of its goal.")
    )

    home_link = "goal"
    index, index_label = "planner:goal-list", _("Goals")
    objects = KeyResultQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["created_at", "id"]
        verbose_name = _("key result")
        verbose_name_plural = _("key results")
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(start=F("target")),
                name="keyresult_goes_somewhere",
                violation_error_message=_("The target must differ from the start."),
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(1, 100)),
                name="keyresult_weight_in_range",
                violation_error_message=_("A weight lies between 1 and 100."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("planner:key-result", args=[self.team.slug, self.pk])

    @property
    def is_yes_no(self):
        return self.metric == Metric.YES_NO

    @property
    def is_open(self):
        return not self.goal.is_closed

    @property
    def share(self):
        """Return how far the value has come, from 0 at the start to 1 at the target and beyond; None without one."""
        return key_result_progress(self.start, self.current, self.target)

    @property
    def percent(self):
        """Return progress in whole per cent from 0 to 100, or None when not measurable."""
        return percent(clamped(self.share))

    @property
    def left(self):
        """Return by how much the value is away from its target, 0 once it is there; None while not measured."""
        if self.current is None:
            return None
        return abs(self.target - self.current) if self.share < 1 else 0

    def currency_of_amounts(self):
        return self.currency or self.team.currency

    @classmethod
    def fill_new(cls, rows, *, by):
        """Refuse more key results than a goal may have; of one goal they are added one after another."""
        super().fill_new(rows, by=by)
        goals = {row.goal_id for row in rows}
        list(Goal._base_manager.select_for_update().filter(pk__in=goals).order_by("pk").values_list("pk"))
        held = cls._base_manager.filter(goal__in=goals).order_by().values_list("goal").annotate(models.Count("pk"))
        counts = dict(held)
        for row in rows:
            counts[row.goal_id] = counts.get(row.goal_id, 0) + 1
        if any(count > MOST_KEY_RESULTS for count in counts.values()):
            raise ValidationError(TOO_MANY, code="too_many", params={"most": MOST_KEY_RESULTS})

    def set_derived(self):
        """Leave unit and currency to the figures that have one; a yes or no goes from no to yes."""
        super().set_derived()
        if self.is_yes_no:
            self.start, self.target = 0, 1
        if self.metric != Metric.NUMBER:
            self.unit = ""
        self.currency = self.currency_of_amounts() if self.metric == Metric.CURRENCY else ""

    def judge_edit(self, before):
        super().judge_edit(before)
        if before is None:
            self.refuse_closed()
        elif self.current_on and before["metric"] != self.metric:
            raise ValidationError({"metric": ValidationError(MEASURED, code="measured")})

    def refuse_closed(self):
        """Raise a ValidationError if the goal is over."""
        if self.goal.is_closed:
            raise ValidationError(CLOSED, code="closed", params={"goal": self.goal.code})

    def _refuse_finer_amounts(self, exclude):
        if self.metric == Metric.CURRENCY:
            super()._refuse_finer_amounts(exclude)
