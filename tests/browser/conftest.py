"""A real Chromium against the real server; every page is watched for policy violations and console errors."""

import os
import threading
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from django.test.testcases import _StaticFilesHandler
from playwright.sync_api import expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from config import settings as product
from tests.browser.keys import Keys
from tools.test import find_browser

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Chromium heeds the last list alone, so this one repeats what Playwright leaves out. Each window would also hold the
# pages of its address bar, in processes of their own, which nobody sees.
LEFT_OUT = [
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "SpareRendererForSitePerProcess",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",  # a process less to talk to
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(LEFT_OUT)}",
    "--js-flags=--no-opt --no-maglev",  # each page is opened once: making its scripts fast takes longer than it saves
]
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
PATIENCE = 60_000  # milliseconds; other tests keep the machine busy meanwhile
expect.set_options(timeout=PATIENCE)
# What a new size of the window sets off in scripts is done two frames later.
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
# Playwright's own loop would make Django refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def live_server(tmp_path_factory):
    """As pytest-django has it, with static files as the product serves them: joined, under names browsers may keep."""
    folder = tmp_path_factory.mktemp("static")
    with (
        override_settings(STATIC_ROOT=folder, STORAGES=product.STORAGES, WHITENOISE_AUTOREFRESH=False),
        # The way to them that pytest-django takes where INSTALLED_APPS names no "django.contrib.staticfiles".
        patch.object(_StaticFilesHandler, "_should_handle", return_value=False),
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        server = LiveServer("localhost")
        server.under_way = UnderWay(server.thread.httpd.get_app())
        server.thread.httpd.set_app(server.under_way)
        yield server
        server.stop()


class UnderWay:
    """A WSGI application that knows which requests are not answered yet.

    A closed window does not wait for its answers, while the next test's empty tables need every lock of the last one's.
    """

    def __init__(self, app):
        self.app, self.requests, self.changed = app, 0, threading.Condition()

    def __call__(self, environ, start_response):
        self._count(1)
        try:
            answer = self.app(environ, start_response)
            try:
                yield from answer
            finally:
                getattr(answer, "close", lambda: None)()
        finally:
            self._count(-1)

    def _count(self, by):
        with self.changed:
            self.requests += by
            self.changed.notify_all()

    def wait(self):
        with self.changed:
            assert self.changed.wait_for(lambda: self.requests == 0, timeout=PATIENCE / 1000), "requests hang"


@pytest.fixture(scope="session")
def chromium():
    path = find_browser()
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """One person's browser."""

    def __init__(self, context, base):
        self.context, self.base, self.troubles = context, base, []
        context.add_init_script(WATCH)
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))

    def _note(self, message):
        if message.type == "error" and "422" not in message.text:
            self.troubles.append(f"console: {message.text} {message.location['url']}")

    def open(self, path):
        return self.page.goto(self.base + path)

    def violations(self):
        return self.page.evaluate("window.violations")

    def wait_for_parts(self):
        """Wait until all that a page fetches by itself is there."""
        self.page.wait_for_function("() => !document.querySelector('.htmx-request')")

    def axe(self, rules=None):
        """Return what axe finds on the present page, shortly, by all its rules or the named ones; needs `npm ci`."""
        self.wait_for_parts()  # what still comes is pale, so that one sees it
        if self.page.evaluate("window.axe === undefined"):
            self.page.evaluate(AXE.read_text())
        chosen = {"runOnly": list(rules)} if rules else {}
        options = {"resultTypes": ["violations"], "preload": False, "selectors": False} | chosen
        result = self.page.evaluate("options => axe.run(document, options)", options)
        return [f"{found['id']}: {found['nodes'][0]['html'][:160]}" for found in result["violations"]]


@pytest.fixture
def visit(chromium, live_server, settings):
    """Open a browser as a membership's user, or as nobody; fails the test on script errors and policy violations."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    visitors = []

    def start(membership=None, **options):
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 860}, "locale": "en-GB"} | options))
        if membership is not None:
            context.add_cookies([session_cookie(membership.user, live_server.url)])
        visitors.append(Visitor(context, live_server.url))
        return visitors[-1]

    yield start
    troubles = [trouble for visitor in visitors for trouble in visitor.troubles]
    for visitor in visitors:
        visitor.context.close()
    live_server.under_way.wait()
    assert troubles == []


def session_cookie(user, url):
    client = Client()
    client.force_login(user)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


@pytest.fixture
def keys(visit, owner):
    keys = Keys(visit(owner, reduced_motion="reduce"))
    yield keys
    assert keys.visitor.violations() == []
