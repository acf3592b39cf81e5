"""A worker killed in the middle of writing a large plan leaves nothing of it, and the next one writes it whole."""

import pytest

from tests.faults import postbox as postbox_module
from tests.faults.installation import installation, until
from tests.faults.test_processes import needs_servers, reached_by

pytestmark = pytest.mark.slow
ROWS = 3_000


@pytest.fixture(params=["files", pytest.param("servers", marks=needs_servers)])
def place(request, tmp_path_factory):
    """An installation on SQLite and a broker of files, and one on PostgreSQL and Redis."""
    folder = tmp_path_factory.mktemp(request.param)
    box = postbox_module.start(tmp_path_factory.mktemp("sink"))
    with installation(folder, box, reached=reached_by(request.param)) as made:
        yield made
        made.stop()
    box.stop()


def test_all_rows_or_none(place):
    place.run("approve_plan", ROWS)
    workers = place.start("jobs")
    assert until(lambda: place.run("written")["told"] > 0)

    place.kill(*workers)
    after = place.run("written")
    assert (after["rows"], after["state"]) == (0, "previewed")
    assert 0 < after["told"] < ROWS
    place.run("time_out")
    place.start("jobs")

    assert until(lambda: place.run("written")["state"] == "applied")
    assert place.run("written")["rows"] == ROWS
