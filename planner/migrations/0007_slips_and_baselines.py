import core.fields
import core.ids
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('planner', '0006_find_words'),
        ('teams', '0006_currencies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Baseline',
            fields=[
                ('id', models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('external_source', models.CharField(blank=True, default='', editable=False, max_length=40)),
                ('external_id', models.CharField(blank=True, default='', editable=False, max_length=200)),
                ('name', core.fields.LineField(help_text='Such as “Agreed with the board in October”.', max_length=120, verbose_name='name')),
                ('is_reference', models.BooleanField(default=False, help_text='Milestones then say by how many working days they differ from it.', verbose_name='measure the plan against it')),
            ],
            options={
                'verbose_name': 'baseline',
                'verbose_name_plural': 'baselines',
                'ordering': ['-created_at', '-id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BaselineItem',
            fields=[
                ('id', models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('milestone_id', models.UUIDField()),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('in_progress', 'In progress'), ('in_review', 'In review'), ('completed', 'Completed'), ('cancelled', 'Cancelled')], max_length=12)),
                ('starts_on', models.DateField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('scheduled_start', models.DateField(null=True)),
                ('scheduled_end', models.DateField(null=True)),
            ],
            options={
                'ordering': ['due_on', 'number'],
            },
        ),
        migrations.AlterModelOptions(
            name='move',
            options={'ordering': ['at', 'id'], 'verbose_name': 'move of a date', 'verbose_name_plural': 'moves of dates'},
        ),
        migrations.AddField(
            model_name='move',
            name='change',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='teams.change'),
        ),
        migrations.AddField(
            model_name='move',
            name='days',
            field=models.IntegerField(null=True, verbose_name='working days later'),
        ),
        migrations.AddField(
            model_name='move',
            name='team',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.team'),
        ),
        migrations.AlterField(
            model_name='move',
            name='at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='moved on'),
        ),
        migrations.AlterField(
            model_name='move',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='teams.membership', verbose_name='moved by'),
        ),
        migrations.AlterField(
            model_name='move',
            name='new_due_on',
            field=models.DateField(null=True, verbose_name='is due'),
        ),
        migrations.AlterField(
            model_name='move',
            name='old_due_on',
            field=models.DateField(null=True, verbose_name='was due'),
        ),
        migrations.AlterField(
            model_name='move',
            name='reason',
            field=models.CharField(blank=True, choices=[('scope', 'Scope'), ('estimate', 'Estimate'), ('dependency', 'Dependency'), ('people', 'People'), ('funding', 'Funding'), ('external', 'External'), ('other', 'Other')], default='', max_length=10, verbose_name='reason'),
        ),
        migrations.AddIndex(
            model_name='move',
            index=models.Index(fields=['team', '-at', '-id'], name='move_latest'),
        ),
        migrations.AddField(
            model_name='baseline',
            name='by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='teams.membership', verbose_name='kept by'),
        ),
        migrations.AddField(
            model_name='baseline',
            name='team',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.team'),
        ),
        migrations.AddField(
            model_name='baselineitem',
            name='baseline',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='planner.baseline'),
        ),
        migrations.AddConstraint(
            model_name='baseline',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('team', 'external_source', 'external_id'), name='planner_baseline_external_once', violation_error_message='This row of the other system is here already.'),
        ),
        migrations.AddConstraint(
            model_name='baseline',
            constraint=models.UniqueConstraint(fields=('team', 'name'), name='baseline_name_once', violation_error_message='A baseline of this name is there already.'),
        ),
        migrations.AddConstraint(
            model_name='baseline',
            constraint=models.UniqueConstraint(condition=models.Q(('is_reference', True)), fields=('team',), name='baseline_one_reference', violation_error_message='The plan is measured against another baseline already.'),
        ),
        migrations.AddConstraint(
            model_name='baselineitem',
            constraint=models.UniqueConstraint(fields=('baseline', 'milestone_id'), name='baselineitem_once'),
        ),
    ]
