"""After days without a worker each person gets one mail, about everything and marked late; nothing is told twice."""

import email
from collections import Counter
from email import policy

import pytest

from alerts.auditing import audit
from alerts.models import Alert
from alerts.sending import send_batch
from risks.tasks import follow
from tests.factories.risks import RiskFactory
from tests.faults.contingency import ACCEPTED, COME, to_come

pytestmark = pytest.mark.django_db


@pytest.fixture
def risk(team, anna, cleo, clock):
    """Cleo's risk, about which everything comes true in the next two days; Anna may accept it."""
    row = RiskFactory(team=team, owner=cleo, title="Fire", **ACCEPTED)
    to_come(row, cleo, anna)
    follow()
    for _look in range(2):
        clock.tick()
        send_batch(lambda: clock.now)
        clock.forward(minutes=11)
    return row


def go_on(clock):
    """Let the worker run again for some time, and two schedulers ask it."""
    for _look in range(4):
        for _scheduler in range(2):
            clock.tick()
        send_batch(lambda: clock.now)
        follow()
        clock.forward(minutes=6)


def told(since):
    """Return {rule: how often} of what was made known since an instant."""
    return Counter(Alert.objects.filter(created_at__gte=since, rule__in=COME).values_list("rule", flat=True))


def texts_to(postbox, name):
    got = [each["raw"] for each in postbox.accepted if each["to"] == [f"{name}@landfall-mail.org"]]
    return [email.message_from_string(each, policy=policy.default).get_body(("plain",)).get_content() for each in got]


def test_what_happened_in_three_days_is_one_mail_marked_late(risk, clock, postbox):
    clock.move_to(2026, 3, 5, 10, 0)
    since = clock.now
    follow()

    go_on(clock)

    [text] = texts_to(postbox, "cleo")
    said = " ".join(text.split())
    assert "This email is late" in text
    assert told(since) == COME
    for words in ("waits for has happened", "has no data", "to be reviewed", "no longer accepted", "above the team's"):
        assert words in said
    assert audit(clock.now) == {}


def test_at_night_what_is_critical_goes_alone(risk, clock, postbox):
    clock.move_to(2026, 3, 5, 2, 0)

    go_on(clock)

    [at_once] = texts_to(postbox, "cleo")
    clock.move_to(2026, 3, 5, 8, 1)
    go_on(clock)
    [_at_once, later] = texts_to(postbox, "cleo")
    assert ["waits for has happened" in " ".join(text.split()) for text in (at_once, later)] == [True, False]
    assert ["has no data" in text for text in (at_once, later)] == [False, True]
    assert ["This email is late" in text for text in (at_once, later)] == [True, True]


def test_what_is_in_time_is_not_joined(risk, clock, postbox):
    for day in (3, 4, 5):
        clock.move_to(2026, 3, day, 0, 1)
        while clock.now.hour < 12:
            clock.tick()
            send_batch(lambda: clock.now)
            clock.forward(minutes=29)

    texts = [" ".join(text.split()) for text in texts_to(postbox, "cleo")]
    assert len(texts) > 3
    assert [text for text in texts if "waits for has happened" in text and "has no data" in text] == []
    assert [text for text in texts if "This email is late" in text] == []
