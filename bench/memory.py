"""Measure what a web worker holds after many requests against what it held after a hundred, on the embedded stack.

    python -m bench.memory [--requests 5000]

One gunicorn as the Procfile starts it, the demo in a temporary folder, and a founder who opens every page, reads the
API, sends forms and asks for what is not there. Required: at most 1.5 × after 5,000 requests. `--growth` tells which
kind of request it is that grows a worker: each is then asked alone, of a server of its own.
"""

import argparse
import http.client
import itertools
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django

from bench.report import Figure, told

ROOT = Path(__file__).resolve().parent.parent
FEW, LIMIT = 100, 1.5
CLIENTS = 8  # as many as the worker has threads: each thread holds memory of its own
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--requests", type=int, default=5000)
    arguments.add_argument("--growth", action="store_true")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="landfall-memory-") as folder:
        mix = prepare(folder)
        if asked.growth:
            for kind, visits in mix.items():
                print(kind, *(f"{size:.0f}" for size in sizes({kind: visits}, asked.requests)), flush=True)
            return 0
        held = sizes(mix, asked.requests)
    spans = f"{held[0]:.0f} MB after {FEW} requests, {held[-1]:.0f} MB after {asked.requests}"
    return int(told([Figure("memory of a web worker", held[-1] / held[0], LIMIT, more=spans)]) > 0)


def prepare(folder):
    """Load the demo and return the requests of each kind, as functions of a Browser."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
    django.setup()
    from bench.visits import pages, visitor  # noqa: PLC0415 - needs Django to be set up
    from planner.models import Milestone, Task  # noqa: PLC0415

    client, team = visitor()
    Browser.session = client.cookies["sessionid"].value
    base = f"/t/{team.slug}/"
    tasks = [f"{base}tasks/{pk}/" for pk in Task.objects.open().values_list("pk", flat=True)[:20]]
    milestones = [f"{base}milestones/{pk}/" for pk in Milestone.objects.values_list("pk", flat=True)[:20]]
    api = [f"/api/v1/teams/{team.slug}/{kind}/" for kind in ("milestones", "tasks", "risks", "activity", "members")]
    return {
        "pages": [get(path) for path in pages(team)],
        "rows": [get(path) for path in (*tasks, *milestones)],
        "forms": [get(f"{path}edit/") for path in (*tasks, *milestones)],
        "api": [get(path) for path in api],
        "posts": [post(f"{path}{word}") for path in tasks for word in ("completion/", "completion/undo/")],
        "filters": [get(f"{base}{page}?q=word{n}") for n in range(1, 40) for page in ("tasks/", "risks/")],
        "files": [get(f"{base}plan.csv"), get("/static/css/app.css", None)],
        "schema": [get("/api/v1/schema/"), get("/api/v1/docs/")],
        "front": [get("/accounts/login/", None), get("/profile/"), get("/", None), get("/accounts/email/", None)],
        "missing": [get(f"{base}tasks/01900000-0000-7000-8000-00000000000{n}/", 404) for n in range(10)],
        "refused": [post(f"{base}tasks/new/", 422)],
    }


def sizes(mix, requests):
    """Return what the worker of a fresh server holds, in MB, after a hundred requests and at five points on the way."""
    port = 8463
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
    environment = os.environ | {"PORT": str(port), "BASE_URL": f"http://127.0.0.1:{port}"}
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        browsers = [Browser(port) for _client in range(CLIENTS)]
        kinds = itertools.cycle([itertools.cycle(visits) for visits in mix.values()])
        marks = sorted({FEW, *(requests * part // 5 for part in range(1, 6))})
        held, sent = [], 0
        with ThreadPoolExecutor(CLIENTS) as clients:
            for mark in marks:
                rounds = (mark - sent) // CLIENTS
                visits = [[next(next(kinds)) for _visit in range(rounds)] for _client in range(CLIENTS)]
                list(clients.map(walk, browsers, visits))
                sent = mark
                held.append(memory_of(server.pid))
        return held
    finally:
        server.terminate()
        server.wait(30)


def walk(browser, visits):
    """Make the visits of one client, one after another."""
    for visit in visits:
        visit(browser)


class Browser:
    """One kept-alive connection with the founder's session."""

    session = ""

    def __init__(self, port):
        self.port, self.token, self.cookie = port, "", ""
        for _try in range(200):
            try:
                self.open()
                self.ask("GET", "/healthz?web")
            except OSError:
                time.sleep(0.1)
            else:
                break
        status, _text = self.ask("GET", "/profile/")
        assert status == 200, status

    def open(self):
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, method, path, body=""):
        headers = {"Cookie": f"sessionid={self.session}; {self.cookie}"}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.token}
        try:
            self.connection.request(method, path, body or None, headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError):  # the worker was replaced
            self.open()
            self.connection.request(method, path, body or None, headers)
            answer = self.connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrftoken="):
                self.cookie = value.partition(";")[0]
        if found := TOKEN.search(text):
            self.token = found[1]
        return answer.status, text


def get(path, expected=200):
    """Return a visit of a page; `expected` is None where it may lead on, or answer that it is not there."""

    def visit(browser):
        status, text = browser.ask("GET", path)
        assert status == expected or (expected is None and status < 500), (path, status, text[:300])

    return visit


def post(path, expected=303):
    def visit(browser):
        status, text = browser.ask("POST", path, "title=")
        assert status == expected, (path, status, text[:300])

    return visit


def memory_of(master):
    """Return the proportional set size of the one worker in MB."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    lines = Path(f"/proc/{children[-1]}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
