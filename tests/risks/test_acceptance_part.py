"""What the page of a risk says of its acceptance and the team's appetite, and offers to whom."""

import pytest

from risks.models import Risk
from tests.conftest import NOW
from tests.factories.acceptances import AcceptanceFactory, AppetiteFactory, accepted
from tests.factories.risks import RiskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
PAGES = "/t/acme/risks/acceptances/"
ENDED = {"status": "closed", "closure_reason": "avoided", "closed_at": NOW}


@pytest.fixture
def risk(team):
    return RiskFactory(team=team, score=(4, 4), category="market")


def part(client, risk):
    text = client.get(f"/t/acme/risks/{risk.pk}/acceptances/").content.decode()
    return text.split('id="risk-acceptance"', 1)[1].split("</section>", 1)[0]


def offered(text, risk):
    """Return what the link that asks for an acceptance says, or None."""
    link = f'href="{PAGES}new/?risk={risk.pk}">'
    return text.split(link, 1)[1].split("</a>", 1)[0] if link in text else None


def test_an_acceptance_is_asked_for_by_those_who_may_of_what_is_open(browse, member, viewer, risk):
    over = RiskFactory(team=risk.team, score=(4, 4), **ENDED)

    told = [offered(part(browse(who), row), row) for who, row in ((member, risk), (viewer, risk), (member, over))]

    assert told == ["Ask for acceptance", None, None]


def test_it_is_asked_for_once_and_renewed_while_it_stands(browse, member, owner, risk):
    accepted(risk, member, owner)
    stands = part(browse(member), risk)
    AcceptanceFactory(team=risk.team, risk=risk, requester=member, approver=owner)

    assert (offered(stands, risk), offered(part(browse(member), risk), risk)) == ("Ask to renew it", None)


def test_only_who_is_asked_is_offered_to_decide(browse, member, owner, manager, risk):
    asked = AcceptanceFactory(team=risk.team, risk=risk, requester=member, approver=owner)

    told = [
        [f'"{PAGES}{asked.pk}/{noun}/"' in part(browse(who), risk) for noun in ("approval", "rejection")]
        for who in (owner, manager, member)
    ]

    assert told == [[True, True], [False, False], [False, False]]


@pytest.mark.parametrize(
    ("borders", "words"),
    [
        ({"amber": "low", "red": "high"}, "near from “Low”, above from “High”."),
        ({"amber": "", "red": "high"}, "above from “High”."),
        ({"amber": "low", "red": ""}, "near from “Low”."),
    ],
)
def test_the_appetite_is_told_by_its_borders(browse, viewer, risk, borders, words):
    AppetiteFactory(team=risk.team, category="market", **borders)

    told = part(browse(viewer), risk)

    assert f"The team's appetite for “Market”: {words}" in told.replace("&#x27;", "'")


def test_of_what_has_ended_nothing_is_said_of_what_lapsed(browse, viewer, member, owner, risk):
    accepted(risk, member, owner)
    risk.assess(5, 5, reason="An offer", by=member)
    words = "No longer accepted: it rose from “High” to “Critical”."

    before = part(browse(viewer), risk).split("<details", 1)[0]
    Risk.objects.filter(pk=risk.pk).update(**ENDED)

    assert (words in before, words in part(browse(viewer), risk).split("<details", 1)[0]) == (True, False)
