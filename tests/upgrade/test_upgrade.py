"""A database of each version that is out comes to the present one with all its rows, on both databases."""

import gzip
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.faults.installation import new_database
from tests.upgrade.digests import digests
from tests.upgrade.filled import (
    days_of_what_occurred,
    days_told,
    links_without_their_team,
    moves_not_filled,
    opportunities_not_searched_by_their_source,
    what_follows_no_risk,
    words_of_plans,
    words_waited_for,
)

ROOT = Path(__file__).resolve().parent.parent.parent
SNAPSHOTS = sorted(Path(__file__).parent.glob("*.json.gz"))
# Kinds of rows that a later version keeps elsewhere or no more: version, model, why.
MOVED = {}

# What a person who upgraded does first: open every page of the plan, the risks and the money.
VISIT = """
import django; django.setup()
from bench.visits import count_statements, pages, visitor
client, team = visitor()
for page in pages(team):
    count_statements(client, page)
"""


def snapshot(path):
    return json.loads(gzip.decompress(path.read_bytes()))


@pytest.fixture(params=["sqlite", "postgresql"])
def surroundings(request, tmp_path):
    """An empty database of its own: the environment that names it."""
    env = os.environ | {"DATA_DIR": str(tmp_path), "DEMO": "0", "DJANGO_SETTINGS_MODULE": "config.settings"}
    plain = {name: value for name, value in env.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    if request.param == "sqlite":
        yield plain
        return
    if "DATABASE_URL" not in env:
        pytest.skip("no PostgreSQL in this run; make test brings one")
    with new_database(env["DATABASE_URL"], "upgrade") as url:
        yield env | {"DATABASE_URL": url}


def run(env, *command):
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("path", SNAPSHOTS, ids=lambda path: path.name)
def test_a_database_of_an_earlier_version_is_brought_to_the_present_one(path, surroundings):
    run(surroundings, "-m", "tests.upgrade.rows", str(path))
    run(surroundings, "manage.py", "migrate", "--verbosity", "0")

    kept, now = snapshot(path)["rows"], json.loads(run(surroundings, "-m", "tests.upgrade.rows"))["rows"]
    lost = {
        label: (len(table["rows"]), len(now.get(label, {"rows": []})["rows"]))
        for label, table in kept.items()
        if label not in MOVED and not label.startswith(("auth.", "contenttypes."))
        if len(now.get(label, {"rows": []})["rows"]) < len(table["rows"])
    }
    assert lost == {}
    assert links_without_their_team(now) == []
    assert moves_not_filled(now) == [] != now["planner.Move"]["rows"]
    assert opportunities_not_searched_by_their_source(now) == []
    assert what_follows_no_risk(now) == []
    assert days_of_what_occurred(now) == days_told(kept) != {}
    assert words_waited_for(now) == words_of_plans(kept) != {}
    run(surroundings, "-c", VISIT)


@pytest.mark.parametrize("path", SNAPSHOTS, ids=lambda path: path.name)
def test_migrations_of_a_version_that_is_out_never_change(path):
    present = digests()

    for app, names in snapshot(path)["migrations"].items():
        assert {name: present[app].get(name) for name in names} == names


def test_every_version_the_changelog_tells_as_out_has_a_snapshot():
    out = {
        line.split()[1].rstrip(",")
        for line in (ROOT / "CHANGELOG.md").read_text().splitlines()
        if line.startswith("## ") and "unreleased" not in line
    }

    assert out == {path.name.removesuffix(".json.gz") for path in SNAPSHOTS}


def test_the_version_in_hand_is_the_first_of_the_changelog():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    first = next(line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## "))

    assert first.split()[1].rstrip(",") == version
