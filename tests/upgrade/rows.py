# ruff: noqa: E402 - models can be imported once Django is set up
"""`python -m tests.upgrade.rows`: print every migration and row of the database the environment names, as JSON.

`python -m tests.upgrade.rows FILE`: bring an empty database to the version a snapshot was taken of, and fill it.
"""

import datetime as dt
import gzip
import json
import sys
from pathlib import Path

import django

django.setup()

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.upgrade.digests import digests

PASSING = ("sessions.Session", "usersessions.UserSession")  # of no use to anybody later


def snapshot():
    """Return {"migrations": {app: {name: digest}}, "applied": [[app, name]], "rows": {model: {fields, rows}}}."""
    loader = MigrationExecutor(connection).loader
    return {
        "migrations": digests(),
        "applied": sorted([app, name] for app, name in loader.applied_migrations),
        "rows": {model._meta.label: rows_of(model) for model in apps.get_models() if model._meta.label not in PASSING},
    }


def as_text(value):
    """Return a value as its field reads it again; Django's own encoder would drop microseconds."""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def rows_of(model):
    fields = list(model._meta.concrete_fields)
    rows = [[_kept(field, row) for field in fields] for row in model._base_manager.order_by("pk")]
    return {"fields": [field.attname for field in fields], "rows": rows}


def _kept(field, row):
    """Return a value as a snapshot keeps it; nobody signs in with a password of one."""
    return "!" if field.attname == "password" else field.value_from_object(row)


def fill(kept):
    """Migrate to what was applied then, and store the rows by the models of then."""
    applied = {tuple(node) for node in kept["applied"]}
    executor = MigrationExecutor(connection)
    last = [node for node in applied if not _followers(executor.loader.graph, node) & applied]
    executor.migrate(last)
    old = executor.loader.project_state(last).apps
    with connection.constraint_checks_disabled(), transaction.atomic():
        # What migrations fill by themselves, such as content types, comes from the snapshot.
        for label in kept["rows"]:
            old.get_model(label)._base_manager.all().delete()
        for label, table in kept["rows"].items():
            store(old.get_model(label), table)
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(old.get_models())):
            cursor.execute(statement)


def _followers(graph, node):
    """Return the migrations of the same app that build on one."""
    return {child.key for child in graph.node_map[node].children if child.key[0] == node[0]}


def store(model, table):
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields, rows = [known[name] for name in table["fields"]], []
    for values in table["rows"]:
        row = model()
        for field, value in zip(fields, values, strict=True):
            setattr(row, field.attname, field.to_python(value))
        rows.append(row)
    model._base_manager.bulk_create(rows, batch_size=200)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        fill(json.loads(gzip.decompress(Path(sys.argv[1]).read_bytes())))
    else:
        json.dump(snapshot(), sys.stdout, default=as_text)
