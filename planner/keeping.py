"""Keep the plan as it stands: a Baseline with one item for each milestone that is not cancelled."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from teams.models import Team, membership_of
from teams.models.holding import CHUNK

from .models import MILESTONES_AT_MOST, BaselineItem, Milestone, MilestoneState
from .scheduling import plan_of

READ = ("pk", "number", "title", "state", "starts_on", "due_on")


@transaction.atomic
def keep_plan(baseline, *, by, on=None):
    """Save a new baseline with the dates of all milestones of its team; return it. Raises ValidationError.

    One that shall be the reference takes the place of another. `on` is the day the schedule is made for, today unless
    told.
    """
    person = membership_of(by)
    Team.objects.select_for_update().get(pk=person.team_id)  # neither a second reference nor one baseline too many
    rows = Milestone.objects.visible_to(person).exclude(state=MilestoneState.CANCELLED).order_by("number")
    found = list(rows.values_list(*READ)[: MILESTONES_AT_MOST + 1])
    if len(found) > MILESTONES_AT_MOST:
        message = _("A baseline holds at most %(most)s milestones. Cancel or remove what is no part of the plan.")
        raise ValidationError(message, code="plan_too_large", params={"most": MILESTONES_AT_MOST})
    shall_be_reference, baseline.is_reference = baseline.is_reference, False
    baseline.store(by=by)
    dates = plan_of(person, on=on).dates
    items = [BaselineItem(baseline=baseline, **_item(values, dates.get(values[0]))) for values in found]
    BaselineItem.objects.bulk_create(items, batch_size=CHUNK)
    if shall_be_reference:
        baseline.choose(by=by)
    return baseline


def _item(values, scheduled):
    told = dict(zip(("milestone_id", *READ[1:]), values, strict=True))
    start, end = scheduled or (None, None)
    return told | {"scheduled_start": start, "scheduled_end": end}
