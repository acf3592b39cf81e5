"""Links of risks and milestones belong to their risk's team, and what has occurred has a day on which it did.

Rows are filled in batches, each in a transaction of its own: nobody waits for a large table, and a run that was broken
off goes on where it stopped.
"""

from django.db import migrations
from django.db.models import OuterRef, Subquery

BATCH = 1000


def fill_links(apps, schema_editor):
    """Give each link the team and the days of its risk."""
    links = apps.get_model("risks", "RiskMilestone")._base_manager.using(schema_editor.connection.alias)
    risks = apps.get_model("risks", "Risk")._base_manager.using(schema_editor.connection.alias)
    of_risk = risks.filter(pk=OuterRef("risk_id"))
    filled = {
        "team": Subquery(of_risk.values("team_id")),
        "created_at": Subquery(of_risk.values("created_at")),
        "updated_at": Subquery(of_risk.values("updated_at")),
    }
    while ids := list(links.filter(team=None).values_list("pk", flat=True)[:BATCH]):
        links.filter(pk__in=ids).update(**filled)


def fill_days(apps, schema_editor):
    """Give each risk that has occurred, closed ones too, the day of its activity, else of its last change."""
    alias = schema_editor.connection.alias
    risks = apps.get_model("risks", "Risk")._base_manager.using(alias)
    activities = apps.get_model("teams", "Activity")._base_manager.using(alias)
    started = risks.filter(status__in=("occurred", "closed"), occurred_at=None).order_by("pk")
    rows = list(started[:BATCH])
    while rows:
        happened, from_occurred = told_of(activities, rows)
        for row in rows:
            if row.status == "occurred" or from_occurred.get(row.pk, row.closure_reason == "occurred_resolved"):
                day = happened.get(row.pk) or row.closed_at or row.updated_at
                risks.filter(pk=row.pk).update(occurred_at=day)
        rows = list(started.filter(pk__gt=rows[-1].pk)[:BATCH])


def told_of(activities, rows):
    """Return what the last activities tell: {id: when it occurred}, {id: whether what was closed had occurred}."""
    happened, from_occurred = {}, {}
    told = activities.filter(
        subject_kind="risks.risk", subject_id__in=[row.pk for row in rows], verb__in=("occurred", "closed")
    )
    for activity in told.order_by("at", "pk").iterator():
        if activity.verb == "occurred":
            happened[activity.subject_id] = activity.at
        else:
            former = (activity.changes.get("status") or [None])[0]
            from_occurred[activity.subject_id] = former == "occurred"
    return happened, from_occurred


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("risks", "0002_effects"),
        ("teams", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(fill_links, migrations.RunPython.noop),
        migrations.RunPython(fill_days, migrations.RunPython.noop),
    ]
