"""A database that is away for a moment is told from a statement that is wrong, by what the databases really raise."""

import errno
import sqlite3

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, Error, connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.db.utils import DatabaseErrorWrapper

from core.away import Episode, is_away, is_refused_write
from tools import ports

TABLE = "CREATE TABLE row (a INTEGER PRIMARY KEY, b TEXT NOT NULL)"


@pytest.fixture
def file(tmp_path):
    """A database of SQLite with one table."""
    path = tmp_path / "some.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute(TABLE)
    made.close()
    return path


@pytest.fixture
def raised(file):
    """What Django raises for statements on that file, or on another, after some preparation."""
    opened = []

    def run(*statements, name=file, **options):
        own = connections["default"].settings_dict
        settings = own | {"NAME": name, "CONN_MAX_AGE": 0, "OPTIONS": {"timeout": 0.05, **options}}
        wrapper = SQLite(settings, alias="other")
        opened.append(wrapper)
        with pytest.raises(Error) as caught, DatabaseErrorWrapper(wrapper):
            execute(wrapper.get_connection_params(), statements)
        return caught.value

    def execute(parameters, statements):
        raw = sqlite3.connect(**parameters)
        opened.append(raw)
        for statement in statements:
            raw.execute(statement)
        raw.commit()

    yield run
    for each in opened:
        each.close()


def test_a_lock_held_too_long_is_waited_for(file, raised):
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    error = raised("BEGIN IMMEDIATE")

    other.close()
    assert (str(error), is_away(error), is_refused_write(error)) == ("database is locked", True, False)


def test_a_file_that_takes_no_writes_is_away_and_a_matter_of_the_disk(file, raised):
    error = raised("INSERT INTO row VALUES (1, 'x')", name=f"file:{file}?mode=ro", uri=True)

    assert (str(error), is_away(error), is_refused_write(error)) == (
        "attempt to write a readonly database",
        True,
        True,
    )


def test_a_full_disk_is_away_and_a_matter_of_the_disk(raised):
    error = raised("PRAGMA max_page_count = 3", "INSERT INTO row VALUES (1, zeroblob(100000))")

    assert (str(error), is_away(error), is_refused_write(error)) == ("database or disk is full", True, True)


@pytest.mark.parametrize("content", [None, b"this is a letter, and no database at all" * 100])
def test_a_file_that_cannot_be_read_is_away(tmp_path, raised, content):
    path = tmp_path / "letter"
    path.write_bytes(content) if content else path.mkdir()

    error = raised("SELECT * FROM row", name=path)

    assert (is_away(error), is_refused_write(error)) == (True, False)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM nothing",
        "SELECT nothing FROM row",
        "SELEKT 1",
        "INSERT INTO row VALUES (1, NULL)",
        "INSERT INTO row VALUES ('x', 'x')",
    ],
)
def test_a_statement_that_is_wrong_is_a_mistake_on_sqlite(raised, statement):
    assert is_away(raised(statement)) is False


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL")
@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SET statement_timeout = 20; SELECT pg_sleep(5)", True),
        ("SELECT pg_terminate_backend(pg_backend_pid())", True),
        ("SET transaction_read_only = on; DELETE FROM teams_team", True),
        ("SELECT * FROM nothing", False),
        ("SELECT 1 / 0", False),
        ("SELECT 'x'::int", False),
        ("INSERT INTO teams_user (id) VALUES (NULL)", False),
    ],
)
def test_what_postgresql_says_is_judged_by_its_class(statement, expected):
    with pytest.raises(Error) as caught, connection.cursor() as cursor:
        cursor.execute(statement)

    connection.close()
    assert is_away(caught.value) is expected


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL")
def test_a_server_that_does_not_answer_is_away():
    here = connections["default"]
    elsewhere = type(here)(here.settings_dict | {"HOST": "127.0.0.1", "PORT": str(ports.any_free())})

    with pytest.raises(DatabaseError) as caught, elsewhere.wrap_database_errors:
        elsewhere.connect()

    assert is_away(caught.value) is True


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "no space"), True),
        (OSError(errno.EFBIG, "too large"), True),
        (OSError(errno.EROFS, "read-only"), True),
        (PermissionError(errno.EACCES, "denied"), True),
        (FileNotFoundError(errno.ENOENT, "missing"), False),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), False),
        (ValidationError("no"), False),
        (None, False),
    ],
)
def test_a_disk_without_room_is_away_and_other_faults_are_not(error, expected):
    assert (is_away(error), is_refused_write(error)) == (expected, expected)


@pytest.mark.parametrize(("link", "expected"), [("__cause__", True), ("__context__", True), (None, False)])
def test_what_follows_from_a_full_disk_is_away(link, expected):
    error = RuntimeError("cannot add the message")
    if link:
        setattr(error, link, OSError(errno.ENOSPC, "no space"))

    assert is_away(error) is expected


def test_what_was_raised_instead_of_the_fault_of_a_disk_is_judged_by_itself():
    error = RuntimeError("something else")
    error.__context__, error.__suppress_context__ = OSError(errno.ENOSPC, "no space"), True

    assert is_away(error) is False


def test_an_episode_begins_anew_after_quiet():
    long, short = Episode(quiet=60), Episode(quiet=0)

    assert [long.begins(), long.begins(), long.is_on()] == [True, False, True]
    assert [short.begins(), short.begins()] == [True, True]

    long.end()

    assert [long.is_on(), long.begins()] == [False, True]
