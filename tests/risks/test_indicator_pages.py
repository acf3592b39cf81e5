"""The pages and the API of indicators."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from rest_framework.test import APIClient

from risks.models import Indicator, IndicatorReading
from teams.models import Token
from tests.factories.indicators import IndicatorFactory, IndicatorReadingFactory
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db
IN_PLACE = {"HX-Request": "true", "HX-Target": "risk-indicators"}
API = "/api/v1/teams/acme/"


@pytest.fixture(autouse=True)
def a_day(time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z", tick=False)


def page(name, *args):
    return reverse(f"risks:{name}", args=["acme", *args])


@pytest.fixture
def risk(team):
    return RiskFactory(team=team, title="Quota is cut")


@pytest.fixture
def row(team, risk):
    return IndicatorFactory(team=team, risk=risk, name="Latency")


def measured(row, *values):
    for place, value in enumerate(values):
        row.measure(by=None, value=Decimal(value), measured_on=dt.date(2026, 2, 1 + place))
    return row


# The part of the page of a risk


def test_a_risk_without_indicators_offers_to_add_one(member, viewer, browse, risk):
    address = page("risk-indicators", risk.pk)

    html = browse(member).get(address, headers=IN_PLACE).content.decode()
    assert "No figure shows yet" in html
    assert f"{page('indicator-new')}?risk={risk.pk}" in html
    assert "Add indicator" not in browse(viewer).get(address, headers=IN_PLACE).content.decode()
    assert address in browse(viewer).get(page("risk", risk.pk)).content.decode()


def test_the_part_shows_state_value_and_a_title_for_each_mark(viewer, browse, row):
    measured(row, 5, 12, 25)

    html = browse(viewer).get(page("risk-indicators", row.risk_id), headers=IN_PLACE).content.decode()

    assert ("<html" in html, "Report a value" in html) == (False, False)
    assert "25\xa0ms" in html
    assert html.count("<title>") == 3
    assert "<title>3 Feb 2026: 25\xa0ms (Red)</title>" in html
    assert 'aria-label="Latency: 25\xa0ms, amber from 10\xa0ms, red from 20\xa0ms"' in html
    assert 'data-tone="bad"' in html


def test_what_is_stale_shows_no_data(viewer, browse, row, time_machine):
    measured(row, 25)
    time_machine.move_to("2026-03-04T09:00:00Z", tick=False)

    html = browse(viewer).get(page("risk-indicators", row.risk_id), headers=IN_PLACE).content.decode()

    assert ("No data" in html, 'data-tone="bad"' in html) == (True, False)


def test_retired_ones_are_left_out_of_it(viewer, browse, row):
    row.retire(by=None)

    html = browse(viewer).get(page("risk-indicators", row.risk_id)).content.decode()

    assert "Latency" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_part_costs_the_same_for_more(viewer, browse, risk, queries, count):
    for _place in range(count):
        measured(IndicatorFactory(team=viewer.team, risk=risk, owner=viewer), *range(count))
    client = browse(viewer)

    with queries(6):
        client.get(page("risk-indicators", risk.pk), headers=IN_PLACE)


# Reporting values


def test_a_value_is_reported_in_place(member, browse, row):
    sent = {"value": "12.5", "measured_on": "2026-03-01", "note": "From the dashboard"}

    answer = browse(member).post(page("indicator-readings", row.pk), sent, headers=IN_PLACE)

    assert (answer.status_code, "12.5\xa0ms" in answer.content.decode()) == (200, True)
    reading = IndicatorReading.objects.get()
    assert (reading.value, reading.measured_on, reading.note, reading.by) == (
        Decimal("12.5"),
        dt.date(2026, 3, 1),
        "From the dashboard",
        member,
    )


def test_a_value_is_reported_without_htmx(member, browse, row):
    answer = browse(member).post(page("indicator-readings", row.pk), {"value": "12.5", "next": page("indicator-list")})

    assert (answer.status_code, answer["Location"]) == (303, page("indicator-list"))
    assert IndicatorReading.objects.get().measured_on == dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ({"value": ""}, "Value: This field is required."),
        ({"value": "much"}, "Value: Enter a number such as 12.5."),
        ({"value": "5", "measured_on": "2026-03-03"}, "still to come"),
        ({"value": "5", "note": "x" * 301}, "Note: "),
    ],
)
def test_what_is_no_value_is_refused_with_the_reason(member, browse, row, sent, text):
    client = browse(member)

    in_place = client.post(page("indicator-readings", row.pk), sent, headers=IN_PLACE)
    assert (in_place.status_code, text in in_place.content.decode()) == (422, True)
    plain = client.post(page("indicator-readings", row.pk), sent)
    assert text in str(next(iter(get_messages(plain.wsgi_request))))
    assert not IndicatorReading.objects.exists()


def test_a_token_for_readings_reports_values_and_does_nothing_else(member, row):
    secret = Token(team=member.team, membership=member, name="pipeline", scope="readings").issue(by=member)
    client = APIClient(headers={"authorization": f"Bearer {secret}"})
    sent = {"indicator": str(row.pk), "value": "25", "source": "nightly", "run_id": "4711"}

    made = client.post(f"{API}indicator-readings/", sent, format="json")
    again = client.post(f"{API}indicator-readings/", sent, format="json")

    assert (made.status_code, again.status_code) == (201, 201)
    assert again.json()["id"] == made.json()["id"]
    assert (made.json()["measured_on"], made.json()["value"]) == ("2026-03-02", "25")
    assert [
        client.get(f"{API}indicator-readings/").status_code,
        client.get(f"{API}indicators/{row.pk}/").status_code,
        client.post(f"{API}indicators/{row.pk}/retirement/").status_code,
    ] == [403, 403, 403]
    row.refresh_from_db()
    assert row.state == "red"


def test_another_value_of_the_same_run_is_refused(member, api, row):
    sent = {"indicator": str(row.pk), "value": "25", "source": "nightly", "run_id": "4711"}
    api(member).post(f"{API}indicator-readings/", sent, format="json")

    answer = api(member).post(f"{API}indicator-readings/", sent | {"value": "26"}, format="json")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "indicatorreading_once_per_run")


# The page of one


def test_the_page_shows_readings_and_which_were_replaced(member, browse, row, time_machine):
    row.measure(by=member, value=Decimal(25), note="A slip")
    time_machine.shift(60)
    row.measure(by=member, value=Decimal("2.5"), source="nightly", run_id="7")

    html = browse(member).get(page("indicator", row.pk)).content.decode()

    assert [text in html for text in ("replaced", "A slip", "nightly", "2.5\xa0ms")] == [True] * 4
    assert html.count("<title>") - 1 == 1  # the page's own, and one mark: of a day one value counts


def test_a_page_of_readings_holds_fifty(viewer, browse, row, queries):
    IndicatorReading.objects.bulk_create(
        IndicatorReading(
            team=row.team, indicator=row, value=Decimal(place), measured_on=dt.date(2025, 1, 1) + dt.timedelta(place)
        )
        for place in range(400)
    )
    client = browse(viewer)

    with queries(8):
        html = client.get(page("indicator", row.pk)).content.decode()
    assert html.count('<th scope="row" class="nowrap">') == 50
    assert html.count('class="reading"') == 120


def test_its_menu_removes_it_before_the_first_reading_and_retires_it_later(member, browse, row):
    client = browse(member)
    assert page("indicator-discard", row.pk) in client.get(page("indicator", row.pk)).content.decode()

    measured(row, 5)
    html = client.get(page("indicator", row.pk)).content.decode()
    assert (page("indicator-discard", row.pk) in html, page("indicator-retirement", row.pk) in html) == (False, True)

    client.post(page("indicator-retirement", row.pk))
    row.refresh_from_db()
    assert not row.is_open
    client.post(page("indicator-retirement-undo", row.pk))
    row.refresh_from_db()
    assert row.is_open


def test_an_indicator_is_made_from_the_page_of_a_risk(member, browse, risk):
    client = browse(member)
    form = client.get(page("indicator-new"), {"risk": risk.pk}).content.decode()
    assert f'type="hidden" name="risk" value="{risk.pk}"' in form

    sent = {"risk": risk.pk, "name": "Hours left", "unit": "h", "direction": "down", "amber": "200", "red": "80"}
    answer = client.post(page("indicator-new"), sent)

    row = Indicator.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, row.get_absolute_url())
    assert (row.amber, row.red, row.stale_after_days) == (200, 80, 30)


def test_borders_out_of_order_are_said_in_the_form(member, browse, risk):
    sent = {"risk": risk.pk, "name": "Hours left", "direction": "down", "amber": "80", "red": "200"}

    answer = browse(member).post(page("indicator-new"), sent)

    assert (answer.status_code, "Red lies beyond amber" in answer.content.decode()) == (422, True)


# The list


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_more(viewer, browse, queries, count):
    for _place in range(count):
        IndicatorReadingFactory(team=viewer.team, indicator=IndicatorFactory(team=viewer.team, owner=viewer))
    client = browse(viewer)

    with queries(8):
        client.get(page("indicator-list"))


def test_the_list_narrows_by_state_risk_and_owner_and_sorts(member, browse, api, team, risk):
    red = measured(IndicatorFactory(team=team, risk=risk, name="Red one", owner=member), 25)
    green = measured(IndicatorFactory(team=team, name="Green one"), 5)
    silent = IndicatorFactory(team=team, name="Silent one")
    gone = measured(IndicatorFactory(team=team, name="Gone one"), 25)
    gone.retire(by=None)
    client = browse(member)

    def listed(**asked):
        shown = [row.pk for row in client.get(page("indicator-list"), asked).context["object_list"]]
        told = [row["id"] for row in api(member).get(f"{API}indicators/", asked).json()["results"]]
        assert not asked or set(told) == {str(pk) for pk in shown} or "state" not in asked
        return shown

    assert set(listed()) == {red.pk, green.pk, silent.pk}
    assert listed(state="red") == [red.pk]
    assert listed(state="no_data") == [silent.pk]
    assert listed(state="retired") == [gone.pk]
    assert len(listed(state="all")) == 4
    assert listed(risk=risk.pk) == [red.pk]
    assert listed(owner="me") == [red.pk]
    assert listed(q="silent") == [silent.pk]
    assert listed(order="state", state="open") == [red.pk, silent.pk, green.pk]
    assert listed(order="-state", state="open") == [green.pk, silent.pk, red.pk]


def test_another_team_sees_nothing_of_it(browse, api, row, stranger):
    assert browse(stranger).get(page("indicator", row.pk)).status_code == 404
    assert api(stranger).get(f"{API}indicators/{row.pk}/").status_code == 404
