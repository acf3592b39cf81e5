"""Pages of the outbox with many rows: the first of them, how many there are, and the way to the rest."""

import datetime as dt

import pytest

from alerts.models import Alert, Attempt, Delivery, DeliveryState
from alerts.views.notices import SHOWN
from core.fetching import ROWS_AT_MOST
from tests.factories.alerts import AlertFactory, queued_mail
from tests.factories.planner import MilestoneFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def mail(owner):
    """A mail that went, with one alert in it."""
    mail = queued_mail(owner, now=NOW)
    mail.subject, mail.text, mail.html = "Much is due", "Much is due\n", "<p>Much is due</p>"
    mail.save()
    return mail


def alerts(membership, mail, count, milestone):
    rows = Alert.objects.bulk_create(
        AlertFactory.build(team=membership.team, milestone=milestone, now=NOW + dt.timedelta(minutes=n))
        for n in range(count)
    )
    state = DeliveryState.MAILED if mail else DeliveryState.CANCELLED
    Delivery.objects.bulk_create(
        Delivery(team=membership.team, alert=row, membership=membership, mail=mail, state=state) for row in rows
    )


@pytest.mark.parametrize("count", [ROWS_AT_MOST, ROWS_AT_MOST + 1, 400])
def test_a_mail_shows_its_first_alerts_and_last_tries(browse, owner, mail, queries, count):
    alerts(owner, mail, count - 1, MilestoneFactory(team=owner.team))
    Attempt.objects.bulk_create(
        Attempt(mail=mail, outcome="later", phase="data", worker="w", started_at=NOW + dt.timedelta(minutes=n))
        for n in range(count)
    )
    client = browse(owner)
    client.get(mail.get_absolute_url())

    with queries(8 + 2 * (count > ROWS_AT_MOST)):
        answer = client.get(mail.get_absolute_url())

    page = answer.content.decode()
    deliveries, attempts = answer.context["deliveries"], answer.context["attempts"]
    assert [(len(part), part.count) for part in (deliveries, attempts)] == 2 * [(ROWS_AT_MOST, count)]
    assert page.count(f"{ROWS_AT_MOST} of {count}: show all") == 2 * (count > ROWS_AT_MOST)
    assert attempts[-1].started_at == NOW + dt.timedelta(minutes=count - 1)
    assert "Much is due" in page
    assert len(page) < 40_000
    for name in ("deliveries", "attempts"):
        alone = client.get(f"{mail.get_absolute_url()}?show={name}")
        assert (len(alone.context[name]), alone.context[name].count) == (min(count, 50), count)
        assert "Much is due\n" not in alone.content.decode()


def test_a_mail_that_was_never_begun_says_what_it_would(browse, owner):
    mail = queued_mail(owner, now=NOW)

    page = browse(owner).get(mail.get_absolute_url()).content.decode()

    assert "Milestone" in page
    assert "No try was made yet." in page


@pytest.mark.parametrize("count", [SHOWN, SHOWN + 1, 60])
def test_a_row_shows_its_last_alerts_and_its_own_page_all_of_them(browse, owner, count):
    milestone = MilestoneFactory(team=owner.team)
    alerts(owner, None, count, milestone)
    url = f"/t/acme/alerts/of/planner.milestone/{milestone.pk}/"
    client = browse(owner)

    beside = client.get(url, headers={"HX-Request": "true", "HX-Target": "subject-alerts"})
    whole, second = client.get(url), client.get(f"{url}?page=2")

    part = beside.context_data["deliveries"]
    assert (len(part), part.count) == (SHOWN, count)
    assert part[0].alert.fires_at == NOW + dt.timedelta(minutes=count - 1)
    assert (f'href="{url}">{SHOWN} of {count}: show all' in beside.content.decode()) is (count > SHOWN)
    assert len(whole.context["deliveries"]) == min(count, 50)
    assert len(second.context["deliveries"]) == (10 if count == 60 else count)


def test_the_outbox_reads_its_last_page_as_its_first(browse, owner, queries):
    milestone = MilestoneFactory(team=owner.team)
    alerts(owner, None, 120, milestone)
    client, seen = browse(owner), []
    client.get("/t/acme/alerts/outbox/")

    for page in (1, 2, 3):
        with queries(8):
            answer = client.get(f"/t/acme/alerts/outbox/?page={page}")
        seen += [delivery.alert.fires_at for delivery in answer.context["object_list"]]

    assert seen == [NOW + dt.timedelta(minutes=n) for n in reversed(range(120))]
