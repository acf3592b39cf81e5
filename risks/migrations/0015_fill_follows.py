"""Tasks and the history of risks say which risk they follow, so that restricting it takes all that was before with it.

Rows are filled in batches, each in a transaction of its own, and a run that was broken off goes on where it stopped.
"""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery

BATCH = 1000
STEP = "risks.contingencystep"
# By kind: the path from a row to its risk.
PATHS = {
    "risks.riskmilestone": "risk",
    "risks.assessment": "risk",
    "risks.review": "risk",
    "risks.acceptance": "risk",
    "risks.indicator": "risk",
    "risks.indicatorreading": "indicator__risk",
    "risks.contingencyplan": "risk",
    STEP: "plan__risk",
}


def fill_tasks(apps, schema_editor):
    """Give each task a contingency plan called for the risk of that plan."""
    alias = schema_editor.connection.alias
    tasks = apps.get_model("planner.Task")._base_manager.using(alias).filter(origin_kind=STEP, follows=None)
    steps = apps.get_model("risks.ContingencyStep")._base_manager.using(alias).filter(pk=OuterRef("origin_id"))
    _fill(tasks, Subquery(steps.values("plan__risk")[:1]))


def fill_history(apps, schema_editor):
    """Give each trace of a risk, of what belongs to it and of its tasks the id of the risk."""
    alias = schema_editor.connection.alias
    acts = apps.get_model("teams.Activity")._base_manager.using(alias).filter(follows=None)
    _fill(acts.filter(subject_kind="risks.risk"), F("subject_id"))
    for kind, path in PATHS.items():
        rows = apps.get_model(kind)._base_manager.using(alias).filter(pk=OuterRef("subject_id"))
        _fill(acts.filter(subject_kind=kind), Subquery(rows.values(path)[:1]))
    tasks = apps.get_model("planner.Task")._base_manager.using(alias)
    of_risks = tasks.filter(follows__isnull=False)
    followed = Subquery(of_risks.filter(pk=OuterRef("subject_id")).values("follows")[:1])
    _fill(acts.filter(subject_kind="planner.task", subject_id__in=of_risks.values("pk")), followed)
    _fill_gone(acts)


def _fill(rows, value):
    """Set `follows`, from one batch of ids to the next; what leads nowhere stays empty."""
    after = None
    while ids := list(_after(rows, after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        rows.model._base_manager.using(rows.db).filter(pk__in=ids).update(follows=value)
        after = ids[-1]


def _after(rows, last):
    return rows if last is None else rows.filter(pk__gt=last)


def _fill_gone(acts):
    """What is gone was told with the id of its risk, or of the plan it belonged to."""
    told = acts.filter(subject_kind__in=PATHS, verb="discarded").order_by("at", "pk")
    gone = acts.model._base_manager.using(acts.db).filter(subject_kind="risks.contingencyplan", verb="discarded")
    plans = {str(pk): (told.get("risk") or [None])[0] for pk, told in gone.values_list("subject_id", "changes")}
    for pk, changes in list(told.values_list("subject_id", "changes")):
        risk = (changes.get("risk") or [None])[0] or plans.get((changes.get("plan") or [None])[0])
        if risk:
            acts.filter(subject_id=pk).update(follows=risk)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("risks", "0014_restricted"),
        ("planner", "0021_task_follows"),
        ("teams", "0010_activity_follows"),
    ]

    operations = [
        migrations.RunPython(fill_tasks, migrations.RunPython.noop),
        migrations.RunPython(fill_history, migrations.RunPython.noop),
    ]
