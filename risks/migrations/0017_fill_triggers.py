"""What a plan waited for in words becomes a trigger that somebody has to see.

Plans are filled in batches, each in a transaction of its own; a run that was broken off goes on where it stopped.
"""

import uuid

from django.db import migrations

from core.ids import uuid7
from core.text import search_form

BATCH = 500


def fill_triggers(apps, schema_editor):
    """Give each plan with such words one trigger, unless it has one."""
    alias = schema_editor.connection.alias
    plans = apps.get_model("risks", "ContingencyPlan")._base_manager.using(alias)
    triggers = apps.get_model("risks", "Trigger")._base_manager.using(alias)
    waiting = plans.exclude(trigger="").order_by("pk").values_list("pk", "team_id", "trigger", "created_at")
    last = uuid.UUID(int=0)
    while rows := list(waiting.filter(pk__gt=last)[:BATCH]):
        last, ids = rows[-1][0], [row[0] for row in rows]
        filled = set(triggers.filter(plan__in=ids).values_list("plan_id", flat=True))
        triggers.bulk_create(
            triggers.model(
                id=uuid7(),
                team_id=team,
                plan_id=pk,
                kind="manual",
                text=text,
                search_text=search_form(text),
                created_at=created_at,
                updated_at=created_at,
            )
            for pk, team, text, created_at in rows
            if pk not in filled and text.strip()
        )


def tell_plans(apps, schema_editor):
    """Give each plan back in words what it waits for; of what a machine watches, its kind and its figures.

    What it waits for of money is not told: the words were for everybody.
    """
    alias = schema_editor.connection.alias
    plans = apps.get_model("risks", "ContingencyPlan")._base_manager.using(alias)
    triggers = apps.get_model("risks", "Trigger")._base_manager.using(alias)
    words = {}
    for row in triggers.select_related("milestone").order_by("created_at", "pk").iterator(BATCH):
        words.setdefault(row.plan_id, []).append(_told(row))
    for pk, told in words.items():
        plans.filter(pk=pk).update(trigger="\n".join(told)[:10_000])


def _told(row):
    if row.kind == "manual":
        return row.text
    milestone = row.milestone and f"M-{row.milestone.number} {row.milestone.title}"
    return " ".join(str(part) for part in (row.kind, milestone, row.on, row.days, row.percent) if part)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("risks", "0016_triggers"),
    ]

    operations = [
        migrations.RunPython(fill_triggers, tell_plans),
    ]
