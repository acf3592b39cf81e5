"""A pytest plugin (`-p tools.only_database`) that keeps the tests that touch the database.

They are known by what they ask for, so no test needs a marker of its own for the second run, on SQLite.
"""

from unittest import TestCase

FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}


def pytest_collection_modifyitems(config, items):
    """Leave out every test that asks for no database."""
    left_out = [item for item in items if not touches_database(item)]
    items[:] = [item for item in items if touches_database(item)]
    config.hook.pytest_deselected(items=left_out)


def touches_database(item):
    """Say whether a test asks for a database by marker, by fixture or by its class."""
    asks = item.get_closest_marker("django_db") is not None or FIXTURES & set(getattr(item, "fixturenames", ()))
    return bool(asks) or issubclass(getattr(item, "cls", None) or object, TestCase)
