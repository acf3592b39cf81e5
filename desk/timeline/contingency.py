"""Steps of contingency plans at work, on the timeline as the dated tasks they became."""

from django.urls import reverse
from django.utils.translation import gettext as _

from planner.models import Task
from risks.activation import is_step_at_work

from .rows import Group, Item

KEY = "contingency"
AT_MOST = 100  # the list of tasks has the rest


def contingency(membership):
    """Return the Group of what is still to be done, or None where there is nothing to see."""
    tasks = Task.objects.visible_to(membership).open().filter(is_step_at_work(), due_on__isnull=False)
    rows = tasks.select_related("team", "assignee").order_by("due_on", "number")[:AT_MOST]
    items = [_item(row) for row in rows]
    return Group(key=KEY, name=_("Contingency plans"), url=_address(membership), items=items) if items else None


def _address(membership):
    return reverse("risks:plan-list", args=[membership.team.slug])


def _item(row):
    return Item(
        row.code,
        row.number,
        row.title,
        row.assignee.name if row.assignee else "",
        id=str(row.pk),
        url=row.get_absolute_url(),
        due=row.due_on,
        form="task",
    )
