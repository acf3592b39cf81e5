"""The database and the keys are for their owner alone."""

import json
import os
import sqlite3
import stat

import pytest

from config.keys import read_keys
from config.private import keep_database_private


@pytest.fixture(autouse=True)
def open_to_all():
    """Make files as a careless shell would."""
    before = os.umask(0)
    yield
    os.umask(before)


def rights(folder):
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def sqlite_at(path):
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}


def connect(path):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE IF NOT EXISTS t (x)")
    return connection


def test_a_new_database_and_what_sqlite_keeps_beside_it_are_the_owners_alone(tmp_path):
    keep_database_private(sqlite_at(tmp_path / "db"))
    connection = connect(tmp_path / "db")

    assert rights(tmp_path) == {"db": 0o600, "db-wal": 0o600, "db-shm": 0o600}
    connection.close()


def test_a_database_that_was_open_to_all_is_closed_to_them(tmp_path):
    connection = connect(tmp_path / "db")
    assert set(rights(tmp_path).values()) == {0o644}

    keep_database_private(sqlite_at(tmp_path / "db"))

    assert set(rights(tmp_path).values()) == {0o600}
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)
    connection.close()


def test_a_folder_that_is_not_there_is_left_to_who_opens_the_database(tmp_path):
    keep_database_private(sqlite_at(tmp_path / "missing" / "db"))

    assert list(tmp_path.iterdir()) == []


def test_the_name_of_another_kind_of_database_is_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    keep_database_private({"ENGINE": "django.db.backends.postgresql", "NAME": "landfall"})

    assert list(tmp_path.iterdir()) == []


def test_keys_brought_back_from_a_copy_are_closed_to_others(tmp_path):
    read_keys({}, tmp_path / "secrets.json")
    (tmp_path / "secrets.json").chmod(0o644)

    keys = read_keys({}, tmp_path / "secrets.json")

    assert rights(tmp_path) == {"secrets.json": 0o600}
    assert keys.secret_key == json.loads((tmp_path / "secrets.json").read_text())["SECRET_KEY"]
