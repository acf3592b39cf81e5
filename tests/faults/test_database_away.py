"""While the database is away people are told to try again, the log says so once, and all goes on without a restart."""

import resource
import sqlite3
import uuid
from contextlib import closing, contextmanager

import pytest

from tests.faults import postbox as postbox_module
from tests.faults.asking import Site
from tests.faults.bound import bound_by_permissions
from tests.faults.installation import installation, until
from tools import ports, servers
from tools.test import keys

pytestmark = pytest.mark.slow

HTML, JSON, PROBLEM = "text/html; charset=utf-8", "application/json", "application/problem+json"
HOME, API = "/t/acme/", "/api/v1/teams/acme/projects/"
SAID = "The database cannot be used now"


@pytest.fixture
def box(tmp_path):
    box = postbox_module.start(tmp_path)
    yield box
    box.stop()


@pytest.fixture
def port():
    return ports.any_free()


def opened(made, port):
    """Make somebody who may enter, and wait for their page."""
    site = Site(port, made.run("enter"))
    assert until(lambda: site.get(HOME, "Cookie").status == 200, seconds=30)
    return site


def write(site):
    return site.post(API, {"name": f"Project {uuid.uuid4().hex[:8]}"}, "Authorization").status


def test_a_server_that_stops_and_starts_again(box, tmp_path, port):
    with (
        servers.temporary_folder() as folder,
        servers.postgres_server(folder) as postgres,
        servers.redis(folder) as redis_url,
        installation(
            tmp_path, box, reached={"DATABASE_URL": postgres.url, "REDIS_URL": redis_url}, PORT=str(port), **keys()
        ) as made,
    ):
        made.start(*made.lines)
        site = opened(made, port)
        assert until(lambda: site.get("/healthz").status == 200)
        processes, lines = made.leaders(*made.lines), {name: made.log(name).count("\n") for name in made.lines}

        postgres.stop()
        answers = {path: site.get(path, *who) for _turn in range(5) for path, who in asked()}
        written = write(site)
        assert until(lambda: any(SAID in made.log(name) for name in made.workers))
        postgres.start()

        assert until(lambda: site.get(HOME, "Cookie").status == 200, seconds=5)
        assert until(lambda: site.get("/healthz").status == 200)
        assert made.leaders(*made.lines) == processes
        assert write(site) == 201
        assert {path: (answer.status, answer.kind, answer.retry_after) for path, answer in answers.items()} == {
            HOME: (503, HTML, "30"),
            "/accounts/login/": (503, HTML, "30"),
            API: (503, PROBLEM, "30"),
            "/healthz": (503, JSON, None),
            "/healthz?web": (503, JSON, None),
        }
        assert "Try again in a minute" in answers[HOME].text
        assert (written, answers["/healthz"].text) == (503, '{"status": "trouble", "database": "away"}')
        said = {name: made.log(name).splitlines()[count:] for name, count in lines.items()}
        assert all(SAID in line for new in said.values() for line in new)
        assert [len(said[name]) for name in ("web", "beat")] == [1, 0]
        assert all(len(said[name]) <= 1 for name in made.workers)


def asked():
    """Return which pages are asked for, and what is sent along."""
    return [
        (HOME, ["Cookie"]),
        ("/accounts/login/", []),
        (API, ["Authorization"]),
        ("/healthz", ["Cookie"]),
        ("/healthz?web", []),
    ]


@contextmanager
def held(made):
    """Another process writes and does not come to an end."""
    with closing(sqlite3.connect(made.data / "landfall.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def unreadable(made):
    """Something else lies where the file was."""
    file = made.data / "landfall.sqlite3"
    file.rename(file.with_suffix(".away"))
    file.write_text("this is a letter, and no database at all" * 100)
    yield
    file.with_suffix(".away").replace(file)


@contextmanager
def full(made):
    """No file may grow over a page of the database's, as on a disk without room; the logs of this test are smaller."""
    for pid in made.pids():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4000, resource.RLIM_INFINITY))
    yield
    for pid in made.pids():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def read_only(made):
    """Nothing may be written in the folder of the data, nor to a file in it."""
    files = [made.data, *made.data.glob("landfall.sqlite3*")]
    modes = {file: file.stat().st_mode for file in files}
    for file in files:
        file.chmod(modes[file] & 0o555)
    yield
    for file in files:
        file.chmod(modes[file])


needs_bounds = pytest.mark.skipif(bound_by_permissions() is None, reason="nothing is forbidden to root here")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """An installation on files that runs, and somebody who has entered it."""
    folder, port = tmp_path_factory.mktemp("files"), ports.any_free()
    box = postbox_module.start(folder)
    with installation(folder, box, before=bound_by_permissions() or (), PORT=str(port)) as made:
        made.start(*made.lines)
        site = opened(made, port)
        made.close_hands()
        yield made, site
    box.stop()


@pytest.mark.parametrize(
    ("fault", "page", "trouble"),
    [
        (held, 200, ""),
        (unreadable, 503, '{"status": "trouble", "database": "away"}'),
        (full, 200, '{"status": "trouble", "alerts"'),
        pytest.param(read_only, 200, '{"status": "trouble", "alerts"', marks=needs_bounds),
    ],
)
def test_a_file_that_cannot_be_used(files, fault, page, trouble):
    made, site = files
    assert until(lambda: site.get("/healthz").status == 200)
    assert write(site) == 201
    before = made.log("web")

    with fault(made):
        found = site.get(HOME, "Cookie").status
        written = write(site)
        health = site.get("/healthz").text

    assert (found, written) == (page, 503)
    assert health.startswith(trouble)
    said = made.log("web").removeprefix(before).splitlines()
    assert len(said) <= 1
    assert all(SAID in line for line in said)
    assert (write(site), site.get(HOME, "Cookie").status) == (201, 200)
