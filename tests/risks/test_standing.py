"""How a risk stands: three states at first, every step for a team that looks at them, and nothing lost between."""

import re

import pytest

from risks.models import Risk, Settings
from risks.states import OPEN, Status
from tests.conftest import NOW
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db
BASE = "/api/v1/teams/acme"
SEEN = dict.fromkeys(OPEN, "Open") | {"occurred": "Occurred", "closed": "Closed", "rejected": "Closed"}


def a_risk(team, status):
    """Return a rated risk put into a status."""
    ended = {"closure_reason": "avoided", "closed_at": NOW} if status in ("closed", "rejected") else {}
    occurred = {"occurred_at": NOW} if status == "occurred" else {}
    risk = RiskFactory(team=team, title=f"It is {status}", score=(3, 3))
    Risk.objects.filter(pk=risk.pk).update(status=status, **ended, **occurred)
    return Risk.objects.get(pk=risk.pk)


def look_at_steps(manager):
    Settings(team=manager.team, shows_steps=True).store(by=manager)


def states_in(page):
    return re.findall(r'class="state"[^>]*>.*?</svg>([^<]*)</span>', page.content.decode())


@pytest.mark.parametrize("status", Status.values)
def test_register_and_page_show_three_states_at_first(browse, viewer, status):
    risk = a_risk(viewer.team, status)
    client = browse(viewer)

    register, page = client.get("/t/acme/risks/?status=all"), client.get(risk.get_absolute_url())

    assert (states_in(register)[0], states_in(page)[0]) == (SEEN[status], SEEN[status])


@pytest.mark.parametrize("status", Status.values)
def test_a_team_that_looks_at_steps_sees_each(browse, viewer, manager, status):
    look_at_steps(manager)
    risk = a_risk(viewer.team, status)
    client = browse(viewer)

    register, page = client.get("/t/acme/risks/?status=all"), client.get(risk.get_absolute_url())

    assert states_in(register)[0] == states_in(page)[0] == Status(status).label


def offered(page, name="status"):
    select = re.search(rf'<select name="{name}".*?</select>', page.content.decode(), re.DOTALL)[0]
    return [" ".join(word.split()) for word in re.findall(r"<option[^>]*>([^<]*)</option>", select)]


def test_the_filter_offers_what_the_team_looks_at(browse, viewer, manager):
    at_first = offered(browse(viewer).get("/t/acme/risks/"))
    followed = offered(browse(viewer).get("/t/acme/risks/?status=monitoring"))
    look_at_steps(manager)
    later = offered(browse(viewer).get("/t/acme/risks/"))

    assert at_first == ["All", "Open", "Closed", "Occurred"]
    assert followed == ["All", "Open", "Closed", "Monitoring", "Occurred"]
    assert later == ["All", "Open", "Closed or rejected", *Status.labels]


def test_what_has_ended_is_asked_for_in_one_word_by_page_and_api(browse, api, viewer):
    for status in Status.values:
        a_risk(viewer.team, status)

    page = browse(viewer).get("/t/acme/risks/?status=ended")
    rows = api(viewer).get(f"{BASE}/risks/?status=ended").data["results"]

    assert {row["status"] for row in rows} == {"closed", "rejected"}
    assert sorted(states_in(page)) == ["Closed", "Closed"]


@pytest.mark.parametrize(
    ("status", "ways"),
    [*((each, ["Occurred"]) for each in OPEN if each != "occurred"), ("occurred", ["Open"])],
)
def test_the_page_offers_the_ways_between_three_states_and_to_end(browse, member, status, ways):
    risk = a_risk(member.team, status)

    context = browse(member).get(risk.get_absolute_url()).context

    assert [word for _value, word in context["status_form"].fields["status"].choices] == ways
    ends = [word for _value, word in context["closing_form"].fields["status"].choices]
    assert ends == (["Closed"] if status == "occurred" else ["Closed", "Rejected"])


def test_an_open_risk_is_closed_from_wherever_it_is_until_the_team_looks_at_steps(browse, api, member, manager):
    rows = [a_risk(member.team, "assessed") for _n in range(3)]
    closing = {"status": "closed", "closure_reason": "avoided"}

    by_page = browse(member).post(f"/t/acme/risks/{rows[0].pk}/closing/", closing)
    by_api = api(member).post(f"{BASE}/risks/{rows[1].pk}/closing/", closing)
    look_at_steps(manager)
    refused = api(member).post(f"{BASE}/risks/{rows[2].pk}/closing/", closing)

    assert (by_page.status_code, by_api.status_code, refused.status_code) == (303, 200, 400)
    assert [Risk.objects.get(pk=row.pk).status for row in rows] == ["closed", "closed", "assessed"]


def test_steps_are_changed_for_many_rows_by_who_looks_at_them(browse, member, manager):
    a_risk(member.team, "assessed")
    before = browse(member).get("/t/acme/risks/").context["bulk_form"]
    look_at_steps(manager)
    after = browse(member).get("/t/acme/risks/").context["bulk_form"]

    assert ["status" in form.fields for form in (before, after)] == [False, True]


@pytest.mark.parametrize(("status", "answer"), [("in_treatment", 200), ("occurred", 400), ("closed", 400)])
def test_programs_change_a_step_of_many_and_end_or_start_nothing_so(api, member, manager, status, answer):
    look_at_steps(manager)
    risk = a_risk(member.team, "response_planned")

    got = api(member).post("/api/v1/teams/acme/risks/bulk/", {"ids": [str(risk.pk)], "status": status}, format="json")

    assert got.status_code == answer
    assert Risk.objects.get().status == (status if answer == 200 else "response_planned")


def test_a_switched_off_step_is_kept(browse, member, manager):
    look_at_steps(manager)
    risk = a_risk(member.team, "assessed")
    risk.change_status("monitoring", by=member)
    settings = Settings.of(member.team)
    settings.shows_steps = False
    settings.store(by=manager)

    shown = states_in(browse(member).get(risk.get_absolute_url()))[0]

    assert (shown, Risk.objects.get(pk=risk.pk).status) == ("Open", "monitoring")
