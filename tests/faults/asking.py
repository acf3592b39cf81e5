"""Ask a web server as a browser and as a program would; every answer counts, a refused connection too."""

import http.client
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 when nothing did."""

    status: int
    kind: str = ""
    retry_after: str | None = None
    text: str = ""


class Site:
    """One web server, and who asks it."""

    def __init__(self, port, headers=None):
        self.port, self.headers = port, headers or {}

    def get(self, path, *names, timeout=60):
        """Ask for a page, sending along the headers of these names."""
        return self._ask("GET", path, None, names, timeout)

    def post(self, path, body, *names, timeout=60):
        """Send JSON."""
        return self._ask("POST", path, json.dumps(body), (*names, "Content-Type"), timeout)

    def _ask(self, method, path, body, names, timeout):
        known = self.headers | {"Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, {name: known[name] for name in names})
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            connection.close()
        return Answer(answer.status, answer.getheader("Content-Type"), answer.getheader("Retry-After"), text)
