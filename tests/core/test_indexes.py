"""The index for words: trigrams on PostgreSQL where it has them, the texts themselves on SQLite."""

import pytest
from django.apps import apps
from django.db import connection

from core.indexes import HAS, add_trigrams
from planner.models import Task

pytestmark = pytest.mark.django_db(transaction=True)
[INDEX] = [index for index in Task._meta.indexes if index.name == "planner_task_words"]


def made():
    """Make the index anew, and return its definition as the database keeps it."""
    with connection.schema_editor() as editor:
        editor.remove_index(Task, INDEX)
        editor.add_index(Task, INDEX)
    where = {
        "postgresql": "SELECT indexdef FROM pg_indexes WHERE indexname",
        "sqlite": "SELECT sql FROM sqlite_master WHERE name",
    }
    with connection.cursor() as cursor:
        cursor.execute(f"{where[connection.vendor]} = %s", [INDEX.name])
        return cursor.fetchone()[0]


def has_trigrams():
    with connection.cursor() as cursor:
        cursor.execute(HAS)
        return cursor.fetchone() is not None


def test_sqlite_keeps_text_and_id_beside_the_team():
    if connection.vendor != "sqlite":
        pytest.skip("an index of SQLite")

    assert made().endswith('("team_id", "search_text", "id")')


def test_postgresql_looks_words_up_by_trigrams_where_it_has_them_and_does_without():
    if connection.vendor != "postgresql":
        pytest.skip("an index of PostgreSQL")
    assert not has_trigrams()
    assert made().endswith("USING btree (team_id)")

    try:
        with connection.schema_editor() as editor:
            add_trigrams(apps, editor)
        assert has_trigrams()
        assert made().endswith("USING gin (search_text gin_trgm_ops)")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP EXTENSION IF EXISTS pg_trgm CASCADE")
        with connection.schema_editor() as editor:
            editor.add_index(Task, INDEX)


def test_whoever_may_not_add_an_extension_goes_on_without():
    if connection.vendor != "postgresql":
        pytest.skip("a right of PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE nobody_much")
        cursor.execute("SET ROLE nobody_much")
    try:
        with connection.schema_editor() as editor:
            add_trigrams(apps, editor)
        assert not has_trigrams()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("DROP ROLE nobody_much")
