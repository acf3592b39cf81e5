"""What the server believes of what a client sends, and what it keeps to itself: a real gunicorn is asked."""

import http.client
import re
import stat
import subprocess
import sys
from urllib.parse import urlencode

import pytest

from config.settings import BASE_DIR
from tests.tools.processes import wait_until
from tools import children, ports
from tools.test import clean_env

pytestmark = pytest.mark.slow


class Server:
    """A gunicorn on a data folder of its own, with the demo in it, and what it has written."""

    def __init__(self, folder):
        self.port, self.log, self.data = ports.any_free(), folder / "log", folder / "data"
        self.env = clean_env() | {
            "DATA_DIR": str(self.data),
            "BASE_URL": f"http://127.0.0.1:{self.port}",
            "PORT": str(self.port),
        }
        subprocess.run(
            [sys.executable, "-m", "config.prepare"], cwd=BASE_DIR, env=self.env, check=True, capture_output=True
        )
        command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
        with self.log.open("wb") as log:
            self.process = children.start(command, cwd=BASE_DIR, env=self.env, stdout=log, stderr=log)
        assert wait_until(lambda: ports.answers(self.port), seconds=60)

    def ask(self, path, headers, *, form=None):
        """Return status, headers and body of the answer to a request whose headers are written as they are given."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            if form is None:
                connection.request("GET", path, headers=headers)
            else:
                kind = {"Content-Type": "application/x-www-form-urlencoded"}
                connection.request("POST", path, urlencode(form), headers | kind)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def written_since(self, length):
        return self.log.read_text()[length:]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    serving = Server(tmp_path_factory.mktemp("served"))
    yield serving
    children.stop([serving.process], patience=15)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api/teams/new/", {"SCRIPT_NAME": "/api"}, 404),
        ("/api/t/ottilie-health/", {"SCRIPT_NAME": "/api"}, 404),
        ("/api/v1/teams/", {"SCRIPT_NAME": "/api/v1"}, 401),
        ("/teams/new/", {"PATH_INFO": "/healthz"}, 302),
        ("/teams/new/", {"REMOTE_USER": "hanna.brandt@example.com", "Remote-User": "hanna.brandt@example.com"}, 302),
        ("/healthz?web", {"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "off"}, 200),
    ],
)
def test_no_header_says_where_a_path_begins_or_who_asks(server, path, headers, status):
    assert server.ask(path, headers)[0] == status
    assert "Traceback" not in server.log.read_text()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Forwarded": "for=x"},
        {"X-Forwarded-For": "x"},
        {"Via": "1.1 x"},
        {"X-Client-IP": "127.0.0.1"},
        {"X-New": "x"},
    ],
)
def test_the_demo_is_entered_and_accounts_are_made_without_a_proxy_between_alone(server, headers):
    _status, answered, page = server.ask("/accounts/login/", headers)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    cookie = re.search(r"csrftoken=[^;]+", answered["Set-Cookie"])[0]

    status, _headers, _body = server.ask(
        "/demo/", headers | {"Cookie": cookie}, form={"csrfmiddlewaretoken": token, "entry": "founder"}
    )
    signup = server.ask("/accounts/signup/", headers)[2]

    is_direct = not headers
    assert (status, "Enter as" in page, "password1" in signup) == (303 if is_direct else 404, is_direct, is_direct)


def test_a_wrong_host_is_one_short_line_and_many_are_few(server):
    before = len(server.log.read_text())

    answers = {server.ask("/accounts/login/", {"Host": "e" * 6_000 + str(number)})[0] for number in range(40)}

    lines = server.written_since(before).splitlines()
    assert answers == {400}
    # Ten a minute, and a minute may have ended meanwhile.
    assert 1 <= len(lines) <= 20
    assert max(map(len, lines)) < 420
    assert all("Invalid HTTP_HOST header" in line for line in lines)


def test_the_data_are_for_their_owner_alone(server):
    private = [path for path in server.data.iterdir() if path.name.startswith(("landfall.sqlite3", "secrets"))]

    assert {"landfall.sqlite3", "secrets.json"} <= {path.name for path in private}
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}
