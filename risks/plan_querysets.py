"""Questions about many contingency plans, their steps, and what they wait for."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Count, DateField, Exists, F, IntegerField, Max, Min, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from planner.models import Milestone, Task, TaskState
from teams.models import Activity

from .activation import is_step_at_work
from .endings import BY_NAME, ending_of
from .money_day import COUNTS_ON
from .querysets import OfRiskQuerySet
from .readiness import PARTS
from .states import OPEN, OPEN_PLANS, PREPARED_PLANS, PlanState

STRIKES = ("window_from", "soonest_due")  # on the first of these days a risk may come true


class ContingencyPlanQuerySet(OfRiskQuerySet):
    def with_effect(self):
        """Return plans of which somebody estimated what they change, or what they cost."""
        return self.exclude(days_saved=None, money_saved=None, own_cost=None)

    def open(self):
        """Return plans that are being written, can be activated or are at work."""
        return self.filter(state__in=OPEN_PLANS)

    def activated(self):
        """Return plans at work now."""
        return self.filter(state=PlanState.ACTIVATED)

    def mentioning(self, word):
        """Return the condition that a word stands in a plan or in what somebody wrote it waits for."""
        triggers = self.model._meta.get_field("triggers").related_model._base_manager
        return super().mentioning(word) | Q(pk__in=triggers.filter(search_text__holds=word).order_by().values("plan"))

    def for_lists(self):
        related = self.select_related("team", "risk", "owner", "activated_by")
        return related.prefetch_related("steps__responsible").with_triggers()

    def with_triggers(self):
        """Fetch what the plans wait for; of money only whether they wait for it."""
        meta = self.model._meta
        own, money = (meta.get_field(name).related_model._base_manager for name in ("triggers", "money_triggers"))
        rows = self.annotate(waits_for_money=Exists(money.filter(plan=OuterRef("pk"))))
        triggers = own.model.objects.with_ending().select_related(*own.model.named)
        return rows.prefetch_related(Prefetch("triggers", triggers))

    def with_readiness(self):
        """Fetch what tells how ready the plans are; no further statement is sent for any of them."""
        links, settings = (apps.get_model(f"risks.{name}")._base_manager for name in ("RiskMilestone", "Settings"))
        concerned = links.filter(risk=OuterRef("risk"), milestone__in=Milestone.objects.open()).order_by()
        soonest = concerned.values("risk").annotate(day=Min("milestone__due_on")).values("day")
        days = settings.filter(team=OuterRef("team")).values("rehearsal_days")[:1]
        return self.annotate(
            window_from=F("risk__window_from"),
            soonest_due=Subquery(soonest, output_field=DateField()),
            days_of_rehearsal=Subquery(days, output_field=IntegerField()),
            is_watched=self._watched(),
            watched_until=Subquery(self._last_money_day(), output_field=DateField()),
        )

    def lacking(self, part, *, on, rehearsal_days):
        """Return the plans that lack a part of their readiness on a day, by the rules of readiness.py."""
        match part:
            case "owner":
                return self.filter(owner=None)
            case "reserve":
                kept = Q(own_cost=0) | Q(own_cost__isnull=False, reserve__isnull=False, reserve__gte=F("own_cost"))
                return self.exclude(kept)
            case "lead_time":
                return self.exclude(pk__in=self._in_time(on).values("pk"))
            case "rehearsal":
                return self.exclude(rehearsed_on__isnull=False, rehearsed_on__gte=on - timedelta(days=rehearsal_days))
        return self.filter(~self._watched()).exclude(pk__in=self._watched_for_money(on))

    def lacking_anything(self, *, on, rehearsal_days):
        """Return the plans that lack any part of their readiness on a day."""
        found = (self.lacking(part, on=on, rehearsal_days=rehearsal_days).order_by().values("pk") for part in PARTS)
        return self.filter(reduce(or_, (Q(pk__in=each) for each in found)))

    def _in_time(self, on):
        """Return the plans that have an effect before their risk may strike."""
        known, rows = self.exclude(lead_time_days=None), self.model.objects.with_readiness()
        in_time = Q(pk__in=())
        for days in known.order_by().values_list("lead_time_days", flat=True).distinct():
            late = on + timedelta(days=days)
            ends = [Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gt": late}) for name in STRIKES]
            in_time |= Q(*ends, lead_time_days=days)
        return rows.filter(in_time).exclude(**{f"{name}__isnull": True for name in STRIKES}).order_by()

    def _watched(self):
        """Return the condition that a machine watches for something, on whatever day."""
        own, money = (rows.filter(plan=OuterRef("pk")).watching() for rows in self._triggers())
        return Q(Exists(own)) | Q(Exists(money.filter(by_on=None)))

    def _last_money_day(self):
        """Return the last day on which a plan is watched for money that is missing by a day."""
        _own, money = self._triggers()
        rows = money.filter(plan=OuterRef("pk"), by_on__isnull=False).watching().order_by()
        return rows.values("plan").annotate(last=Max("by_on")).values("last")

    def _watched_for_money(self, on):
        _own, money = self._triggers()
        return money.filter(**{COUNTS_ON: on}).watching().order_by().values("plan")

    def _triggers(self):
        models = (self.model._meta.get_field(name).related_model for name in ("triggers", "money_triggers"))
        return [model.objects.all() for model in models]

    def with_steps_done(self):
        """Let each plan at work say how many `steps_done` it has of `steps_all`."""
        steps = self.model._meta.get_field("steps").related_model._base_manager.filter(plan=OuterRef("pk")).order_by()
        done = Task.objects.filter(is_step_at_work(), team=OuterRef("team"), state=TaskState.DONE)
        is_done = Exists(done.filter(origin_id=OuterRef("pk")))
        counts = {"steps_all": steps, "steps_done": steps.filter(is_done)}
        return self.annotate(**{name: self._count_by_plan(rows) for name, rows in counts.items()})

    def _count_by_plan(self, rows):
        counted = rows.values("plan").annotate(count=Count("pk")).values("count")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class ContingencyStepQuerySet(OfRiskQuerySet):
    risk_path = "plan__risk"

    def open(self):
        """Return steps that may still have to be done."""
        return self.filter(plan__state__in=OPEN_PLANS)

    def to_pass_on(self, *, on):
        """Return every step: a plan that is over can be made ready again, and its steps with it."""
        return self.all()


class TriggerQuerySet(OfRiskQuerySet):
    risk_path = "plan__risk"

    def armed(self):
        """Return what open plans that can be started wait for."""
        return self.filter(state="armed", plan__state__in=PREPARED_PLANS, plan__risk__status__in=OPEN)

    def fired(self):
        """Return what has happened, of plans that can be started and nobody has started since."""
        started = Activity.objects.filter(subject_id=OuterRef("plan"), verb="activated", at__gte=OuterRef("fired_at"))
        rows = self.filter(state="fired", plan__state__in=PREPARED_PLANS, plan__risk__status__in=OPEN)
        return rows.exclude(Exists(started))

    def with_ending(self):
        """Fetch of each why no machine watches for it; empty while one does."""
        return self.annotate(fetched_ending=ending_of(self.model))

    def ended(self):
        """Return the armed ones that can come to hold no more, because of what became of another row."""
        return self.with_ending().filter(fetched_ending__in=[each.name for each in BY_NAME.values() if each.row])

    def watching(self):
        """Return what a machine will tell, as far as that does not hang on the day."""
        return self.with_ending().filter(fetched_ending="")

    def for_lists(self):
        """Fetch what a sentence is made of."""
        return self.select_related("plan", *self.model.named)
