"""A contingency plan is less ready than it was: an edit made it a draft again, or a day or an end took a part of it."""

import datetime as dt
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from alerts.durations import durations
from alerts.timing import alert_instant
from risks.endings import BY_NAME, MONEY_DAY_OVER, tell_ending
from risks.models import ContingencyPlan, MoneyTrigger, Settings, Trigger
from risks.money_day import OVER_ON, over_from
from risks.states import PREPARED_PLANS, PlanState
from teams.models import Activity

from .base import STATE, EventRule, Occurrence, link_values, mail_hour, recipients, without_actor
from .unwatched import ends_of
from .words import Wording

DRAFT, REHEARSAL, LEAD_TIME, WATCH = 0, 1, 2, 3
TOLD_FOR = dt.timedelta(days=14)  # for so long after it a lost part is news
ONE_DAY = dt.timedelta(days=1)
SEEN_TO = ["state", "lead_time_days", "rehearsed_on"]
WAITED_FOR = STATE | {"plan", "kind", "milestone", "indicator", "by_on"}


def unready_words(alert, values, today):
    match alert.step:
        case 1:
            return Wording(_("The last rehearsal of %(name)s no longer counts") % values, _("Rehearse it again."))
        case 2:
            headline = _("%(name)s would take longer than until its risk may strike") % values
            return Wording(headline, _("Shorten its lead time, or start it before anything fires."))
        case 3:
            headline = _("What %(name)s waits for is no longer watched") % values
            why = tell_ending(values["ending"])
            return Wording(headline, _("%(why)s. Add a trigger that is watched.") % {"why": why})
    headline = _("%(name)s is a draft again and cannot be started") % values
    return Wording(headline, _("Check what was changed, and mark it as ready."))


@dataclass(frozen=True, eq=False)
class ReadinessLost(EventRule):
    """Told once to the plan's owner, or to the managers where it has none."""

    model = ContingencyPlan
    is_daily = True
    hangs_on = {
        "risk": frozenset({"window_from", "milestones"}),
        "risk__milestones": frozenset({"due_on", "state"}),
        "triggers": WAITED_FOR,
        "money_triggers": WAITED_FOR,
        **{f"triggers__{each.row}": frozenset({each.field}) for each in BY_NAME.values() if each.row},
    }

    def candidates(self, scan):
        """Return the plans that lost their state lately, or may lose a part by the next alert hour."""
        days = Settings.of(scan.team).rehearsal_days
        lapsed = Q(state__in=PREPARED_PLANS, rehearsed_on__lt=scan.next_day - dt.timedelta(days=days))
        timed = Q(state__in=PREPARED_PLANS, lead_time_days__isnull=False)
        money = MoneyTrigger.objects.watching().filter(**{OVER_ON: scan.next_day})
        unwatched = [Exists(rows.filter(plan=OuterRef("pk"))) for rows in (Trigger.objects.ended(), money)]
        ended = Q(unwatched[0] | unwatched[1], state__in=PREPARED_PLANS)
        redrafted = Q(Exists(_redrafts(scan).filter(subject_id=OuterRef("pk"))), state=PlanState.DRAFT)
        return self.rows_of(scan.team).filter(lapsed | timed | ended | redrafted)

    def find(self, scan, ids):
        plans = self.rows(self.candidates(scan), ids)
        drafts = [pk for pk, plan in plans.items() if plan.state == PlanState.DRAFT]
        redrafts = {act.subject_id: act for act in _redrafts(scan).filter(subject_id__in=drafts).order_by("at", "pk")}
        for pk, plan in plans.items():
            if pk in redrafts:
                yield self._redrafted(scan, plan, redrafts[pk])
        yield from self._lost(scan, plans)

    def _lost(self, scan, plans):
        """Yield what was lost lately, unless it was gone already when somebody saw to it."""
        lost = [
            (plan, step, day, alert_instant(day, mail_hour(scan.team), scan.team.zone))
            for plan in plans.values()
            for step, day in lost_on(plan).items()
            if scan.next_day - TOLD_FOR < day <= scan.next_day
        ]
        ended = [plan for plan in plans.values() if plan.end]
        concerned = [*ended, *(plan for plan, *_rest in lost)]
        seen = _seen_to(concerned) if concerned else {}
        for plan, step, day, fires_at in lost:
            if fires_at >= max(scan.since, seen[plan.pk]):
                told = {"ending": MONEY_DAY_OVER} if step == WATCH else {}
                yield self._occurrence(scan, plan, told, step=step, about_on=day, fires_at=fires_at)
        for plan in ended:
            if plan.end.at >= max(scan.now - durations().news, scan.since, seen[plan.pk]):
                yield self._unwatched(scan, plan, plan.end)

    def _redrafted(self, scan, plan, last):
        ends = last.at + durations().news
        return self._occurrence(scan, plan, actor=last.by_id, about_id=last.pk, fires_at=last.at, expires_at=ends)

    def _unwatched(self, scan, plan, end):
        """Tell of the loss whoever's act it was: to cancel a milestone does not say what waited for it."""
        ends = end.at + durations().news
        told = {"ending": end.name}
        return self._occurrence(scan, plan, told, step=WATCH, about_id=end.activity, fires_at=end.at, expires_at=ends)

    def _occurrence(self, scan, plan, told=MappingProxyType({}), actor=None, **how):
        people = recipients([plan.owner], scan.members, managers_too=False)
        return Occurrence(
            rule=self.topic.name,
            kind=self.kind,
            subject_id=plan.pk,
            values=link_values(plan, scan.team) | told,
            people=without_actor(people, actor),
            **how,
        )

    def rows(self, queryset, ids):
        """Return the plans by id that can be started or are being written."""
        kept = queryset.filter(pk__in=ids, state__in=(*PREPARED_PLANS, PlanState.DRAFT)).with_readiness()
        plans = {plan.pk: plan for plan in kept.select_related("owner", "team").order_by()}
        ends = ends_of([plan for plan in plans.values() if plan.is_prepared and not plan.is_watched])
        for plan in plans.values():
            plan.end = ends.get(plan.pk)
        return plans

    def why_not(self, alert, row, team, membership, now):
        is_draft = row.state == PlanState.DRAFT
        if is_draft != (alert.step == DRAFT) or (not is_draft and not _is_lost(row, alert)):
            return "closed"
        people = dict(recipients([row.owner], [membership], managers_too=False))
        return None if membership.pk in people else "not_concerned"


def lost_on(plan):
    """Return {part: the day on which a plan that can be started loses it}, of what time takes."""
    if not plan.is_prepared:
        return {}
    days = {}
    # What ended after that day was watched for longer: its end is the loss.
    if plan.watched_until and not (plan.is_watched or plan.has_fired or plan.end):
        days[WATCH] = over_from(plan.watched_until)
    if plan.rehearsed_on:
        days[REHEARSAL] = plan.rehearsed_on + dt.timedelta(days=plan.preparation.rehearsal_days) + ONE_DAY
    strikes_on = plan.preparation.strikes_on
    if plan.lead_time_days is not None and strikes_on:
        days[LEAD_TIME] = strikes_on - dt.timedelta(days=plan.lead_time_days)
    return days


def _seen_to(plans):
    """Return {plan id: when somebody last changed what makes it ready}; a trigger that fires changes none of that."""
    acts = Activity.objects.filter(subject_id__in=[plan.pk for plan in plans], changes__has_any_keys=SEEN_TO)
    seen = dict(acts.order_by().values_list("subject_id").annotate(last=Max("at")))
    return {plan.pk: max(plan.created_at, seen.get(plan.pk, plan.created_at)) for plan in plans}


def _is_lost(plan, alert):
    """Say whether a plan that can be started still lacks what an alert tells it lost."""
    if alert.about_id:
        return plan.end is not None and plan.end.activity == alert.about_id
    return lost_on(plan).get(alert.step) == alert.about_on


def _redrafts(scan):
    """Return what made plans of the team drafts again lately, that could be started before."""
    return Activity.objects.filter(
        team=scan.team,
        subject_kind=ContingencyPlan._meta.label_lower,
        at__gte=max(scan.now - durations().news, scan.since),
        changes__state__1=PlanState.DRAFT.value,
    ).exclude(verb="rearmed")
