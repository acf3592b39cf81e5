from django.db import migrations, models
from django.db.models import F
from django.utils import timezone


def plan_as_due(apps, schema_editor):
    apps.get_model("alerts", "Mail").objects.update(planned_at=F("due_at"), dated_at=F("first_tried_at"))


class Migration(migrations.Migration):

    dependencies = [("alerts", "0001_initial")]

    operations = [
        migrations.AddField("mail", "dated_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "mail", "planned_at", models.DateTimeField(default=timezone.now), preserve_default=False
        ),
        migrations.RunPython(plan_as_due, migrations.RunPython.noop),
    ]
