from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("risks", "0041_indicators_without_values"), ("risks", "0019_indicator_triggers")]

    operations = [
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("outcome", "escalate")), fields=["team", "risk"], name="review_escalated"
            ),
        ),
        migrations.AddIndex(
            model_name="risk",
            index=models.Index(
                condition=models.Q(("appetite_zone", "above")), fields=["team"], name="risk_above_appetite"
            ),
        ),
    ]
