import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planner", "0008_fill_moves"),
        ("teams", "0006_currencies"),
    ]

    operations = [
        migrations.AlterField(
            model_name="move",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="teams.team"
            ),
        ),
    ]
