"""Progress of what the database counts: the shares of planner/progress.py, without loading what they are made of.

What a restricted risk called for does not count, so that the progress is the same for everybody and tells nothing.
Tasks of one milestone whose state and estimate are the same are one row. A share is exact: whole numbers over whole
numbers, written "3/7".
"""

from django.apps import apps
from django.db.models import Case, CharField, Count, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from .progress import CANCELLED, DONE, TaskPart, tasks_share


def shares_of(milestones):
    """Return {id: share of its tasks that is done, or None} of milestones; one statement."""
    tasks = _tasks().filter(milestone__in=[row.pk for row in milestones])
    alike = tasks.order_by().values_list("milestone", "state", "estimate").annotate(count=Count("pk"))
    parts = {row.pk: [] for row in milestones}
    for milestone, *part in alike:
        parts[milestone].append(TaskPart(*part))
    return {pk: tasks_share(found) for pk, found in parts.items()}


def share_of_tasks(milestone):
    """Return the expression for the share of a milestone's tasks that is done, as text; null when not measurable.

    With the weights that are known (n of them, W in all) a task without one weighs W/n; so the share of work done is
    (n times what weighs done + W times what is done without weight) over W times all tasks.
    """
    tasks = _tasks().filter(milestone=OuterRef(milestone)).exclude(state=CANCELLED)
    done = Q(state=DONE)
    counted = (
        tasks.order_by()
        .values("milestone")
        .annotate(
            all=Count("pk"),
            weighed=Count("estimate"),
            weight=Coalesce(Sum("estimate"), 0),
            done_all=Count("pk", filter=done),
            done_weighed=Count("estimate", filter=done),
            done_weight=Coalesce(Sum("estimate", filter=done), 0),
        )
    )
    unweighed = F("done_all") - F("done_weighed")
    share = Case(
        When(weighed=0, then=ratio(F("done_all"), F("all"))),
        When(weight=0, then=Value(None)),
        default=ratio(F("weighed") * F("done_weight") + F("weight") * unweighed, F("weight") * F("all")),
        output_field=CharField(),
    )
    return Subquery(counted.annotate(share=share).values("share"), output_field=CharField())


def _tasks():
    return apps.get_model("planner.Task").objects.seen_by_all()


def ratio(over, under):
    """Return the expression for one whole number over another, as text."""
    return Concat(Cast(over, CharField()), Value("/"), Cast(under, CharField()), output_field=CharField())
