"""Reviews held in meetings say what they came to: one that rated its risk anew rescored it."""

from django.db import migrations


def tell_outcomes(apps, schema_editor):
    apps.get_model("risks", "Review").objects.exclude(assessment=None).update(outcome="rescored")


class Migration(migrations.Migration):
    dependencies = [("risks", "0011_acceptance")]

    operations = [migrations.RunPython(tell_outcomes, migrations.RunPython.noop)]
