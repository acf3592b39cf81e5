"""Contingency plans with the real worker: what happens is noticed, mailed once, and leads to a plan that is at work."""

import email
import re
from email import policy

import pytest

from tests.faults import postbox as postbox_module
from tests.faults.catalogue import DAYS
from tests.faults.contingency import COME, KINDS, PASSWORD, address_of
from tests.faults.installation import installation, until
from tests.faults.stack import Stack
from tests.faults.test_processes import needs_servers, reached_by
from tests.faults.visitor import Visitor

pytestmark = pytest.mark.slow
DAY = DAYS // 3
ARMED = {kind: ["armed", None if kind == "manual" else False] for kind in KINDS}


@pytest.fixture(scope="module", params=["files", pytest.param("servers", marks=needs_servers)])
def stack(request, tmp_path_factory):
    """An installation on SQLite and a broker of files, and one on PostgreSQL and Redis; beat asks for all there is."""
    folder = tmp_path_factory.mktemp(request.param)
    box = postbox_module.start(tmp_path_factory.mktemp("sink"))
    often = {"TEST_CALENDAR_SECONDS": "5", "WEB_CONCURRENCY": "1"}
    with installation(folder, box, reached=reached_by(request.param), **often) as made:
        stack = Stack(request.param, made, box)
        yield stack
        stack.stop()
    box.stop()


def ask(stack, *command):
    return stack.made.run(*command)


def texts_to(stack, name):
    raw = [each["raw"] for each in stack.box.accepted if each["to"] == [address_of(name)]]
    return [email.message_from_string(each, policy=policy.default).get_body(("plain",)).get_content() for each in raw]


def mails_to(stack, name):
    """Return the texts of the mails to somebody about something that a plan waits for."""
    return [text for text in texts_to(stack, name) if "waits for has happened" in " ".join(text.split())]


def signed_in(url, name):
    """Follow a link to the page it leads to, by way of the page for signing in."""
    visitor = Visitor()
    page = visitor.open(url)
    assert "/accounts/login/?next=" in page.url
    return visitor, visitor.submit(page, "/accounts/login/", login=address_of(name), password=PASSWORD)


def activated(link, name):
    """Follow a link to a plan and press the one button that starts it; return who did, and where that led them."""
    visitor, page = signed_in(link, name)
    path = page.url.partition("?")[0].removeprefix(link.partition("/t/")[0])
    assert [form.buttons for form in page.forms if form.action == path] == [["Activate now"]]
    return visitor, visitor.submit(page, path)


def fired_once(stack):
    return all(each[0] == "fired" and each[2] == 1 for each in ask(stack, "watched").values())


def is_calculated(forecast):
    return forecast["cause"] == "change" and forecast["is_true"]


@pytest.fixture
def fired(stack):
    """Plans all of whose triggers have fired, told to their owners; returns where they are, and the forecast."""
    stack.set_clock(-DAY)
    stack.start(with_clock=True)
    plans = ask(stack, "wait_for_all")
    assert until(lambda: ask(stack, "latest_forecast")["cause"] == "night")
    assert until(lambda: {kind: each[:2] for kind, each in ask(stack, "watched").items()} == ARMED)
    assert stack.box.accepted == []

    # Each comes true: by what people enter, by a day that comes, by the forecast of the night, and by hand.
    ask(stack, "let_it_happen")
    visitor, page = signed_in(stack.url(plans["manual"]), "founder")
    visitor.submit(page, next(form.action for form in page.forms if form.action.endswith("/firing/")))
    stack.set_clock(0)
    assert until(lambda: fired_once(stack)), ask(stack, "watched")
    assert until(lambda: all(mails_to(stack, kind) for kind in KINDS))
    return plans, ask(stack, "latest_forecast")


def test_each_kind_of_trigger_is_noticed_mailed_and_leads_to_tasks_and_another_forecast(stack, fired):
    plans, before = fired
    found = {}
    for kind in KINDS:
        [text] = mails_to(stack, kind)
        [link] = re.findall(rf"{stack.url(plans[kind])}\S*", text)
        visitor, page = activated(link, kind)
        found[kind] = [page.url, ask(stack, "started")[kind]]
    timeline = visitor.open(stack.url("/t/acme/timeline/")).text
    stack.set_clock(61)
    assert until(lambda: is_calculated(ask(stack, "latest_forecast"))), ask(stack, "latest_forecast")

    after = ask(stack, "latest_forecast")
    assert fired_once(stack)
    assert [len(mails_to(stack, kind)) for kind in KINDS] == [1] * len(KINDS)
    assert found == {kind: [stack.url(plans[kind]), ["activated", [2, 9]]] for kind in KINDS}
    steps = [f"{title} of {kind}" for title in ("First", "Then") for kind in KINDS]
    assert [step for step in steps if step not in timeline] == []
    # Each risk has happened for certain, and costs a milestone 20 days less the 15 that the plan saves.
    assert [kind for kind in KINDS if not 2.5 < after["means"][kind] - before["means"][kind] < 4.5] == []
    # What each plan costs is spent today in every run, and no more only where its risk fires.
    assert before["left"] - after["left"] == pytest.approx(1_000 * len(KINDS))


def is_quiet(stack):
    """Say whether all has left that was to leave by now."""
    found = ask(stack, "progress")
    return not found["unsettled"] and not found["untold"]


def test_what_three_days_without_a_worker_held_is_told_once_in_one_mail_marked_late(stack):
    stack.stop()
    stack.follow_clock()
    stack.set_clock(-DAYS)
    ask(stack, "empty")
    ask(stack, "to_come")
    stack.made.start("alerts", "beat")
    assert until(lambda: ask(stack, "is_looked_at"))
    stack.made.stop()
    stack.box.empty()
    stack.set_clock(0)
    stack.made.start(*stack.made.workers, "beat")

    assert until(lambda: ask(stack, "told_of") == COME), ask(stack, "told_of")
    assert until(lambda: is_quiet(stack)), ask(stack, "progress")

    told = [" ".join(text.split()) for text in texts_to(stack, "cleo")]
    [late] = [text for text in told if "This email is late" in text]
    assert ask(stack, "told_of") == COME
    assert ask(stack, "state")["audit"] == {}
    for words in ("waits for has happened", "would take longer", "has no data", "to be reviewed"):
        assert [text for text in told if words in text] == [late]
    # What the hourly look at acceptances and the appetite finds is news by itself, or goes along.
    for words in ("is no longer accepted", "above the team's appetite"):
        assert len([text for text in told if words in text]) == 1
