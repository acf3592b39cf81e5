"""A plan says what it waits for by its triggers alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("risks", "0017_fill_triggers"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="contingencyplan",
            name="trigger",
        ),
    ]
