"""What the server believes of what a client sends: a real gunicorn, asked over the wire."""

import http.client
import subprocess
import sys

import pytest

from config.settings import BASE_DIR
from tests.tools.processes import wait_until
from tools import children, ports
from tools.test import clean_env

pytestmark = pytest.mark.slow


class Server:
    """A gunicorn on a data folder of its own, and what it has written."""

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

    def ask(self, path, *, method="GET", **headers):
        """Return status and body of the answer to a request whose headers are written as they are given."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    serving = Server(tmp_path_factory.mktemp("served"))
    yield serving
    children.stop([serving.process], patience=15)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api/teams/new/", {"SCRIPT_NAME": "/api"}, 404),
        ("/api/t/acme/", {"SCRIPT_NAME": "/api"}, 404),
        ("/api/v1/teams/", {"SCRIPT_NAME": "/api/v1"}, 401),
        ("/teams/new/", {"PATH_INFO": "/healthz"}, 302),
        ("/teams/new/", {"REMOTE_USER": "founder@example.com", "Remote-User": "founder@example.com"}, 302),
        ("/healthz?web", {"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "off"}, 200),
    ],
)
def test_no_header_says_where_a_path_begins_or_who_asks(server, path, headers, status):
    assert server.ask(path, **headers)[0] == status
    assert "Traceback" not in server.log.read_text()
