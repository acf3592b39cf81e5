from django.db import migrations
from django.db.models import OuterRef, Subquery

from planner.calendar import Calendar
from planner.variance import days_later


def fill_teams(apps, _schema):
    """Say of each move kept so far whose milestone it was."""
    milestones = apps.get_model("planner.Milestone").objects.filter(pk=OuterRef("milestone"))
    apps.get_model("planner.Move").objects.filter(team=None).update(team=Subquery(milestones.values("team")[:1]))


def count_days(apps, _schema):
    """Say of each move kept so far by how many working days it moved a date, a few statements for each team."""
    moves, days_of = apps.get_model("planner.Move").objects, apps.get_model("planner.CalendarDay").objects
    for team in apps.get_model("teams.Team").objects.only("working_days").order_by("pk"):
        days = days_of.filter(team=team).values_list("day", "works")
        calendar = Calendar(team.working_days, dict(days))
        dated = moves.filter(team=team, old_due_on__isnull=False, new_due_on__isnull=False)
        counted = [
            moves.model(pk=pk, days=days_later(old, new, calendar))
            for pk, old, new in dated.order_by("pk").values_list("pk", "old_due_on", "new_due_on")
        ]
        moves.bulk_update(counted, ["days"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("planner", "0007_slips_and_baselines"),
    ]

    operations = [
        migrations.RunPython(fill_teams, migrations.RunPython.noop),
        migrations.RunPython(count_days, migrations.RunPython.noop),
    ]
