"""What 0003 has filled must be there from now on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('risks', '0003_fill_links_and_days'),
    ]

    operations = [
        migrations.AlterField(
            model_name='riskmilestone',
            name='team',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.team'),
        ),
        migrations.AddConstraint(
            model_name='risk',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('occurred_at__isnull', False), ('status', 'occurred')), ('status', 'closed'), models.Q(models.Q(('status__in', ('occurred', 'closed')), _negated=True), ('occurred_at', None)), _connector='OR'), name='risk_occurred_by_verb', violation_error_message='A risk has a day on which it occurred exactly when it has occurred.'),
        ),
    ]
