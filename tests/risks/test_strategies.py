"""What each strategy asks for, and the risks of which nobody has given it."""

import datetime as dt

import pytest

from risks.models import Risk
from tests.conftest import NOW
from tests.factories.acceptances import accepted
from tests.factories.risks import ResponseActionFactory, RiskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
TODAY = NOW.date()
ASKED = {
    "avoid": "What is changed?",
    "transfer": "To whom?",
    "escalate": "To whom?",
    "share": "With whom?",
    "mitigate": "What is done?",
    "accept": "Who bears it, and until when?",
    "": "",
}


def incomplete():
    return list(Risk.objects.strategy_incomplete(on=TODAY))


@pytest.mark.parametrize(("strategy", "question"), ASKED.items())
def test_a_strategy_asks_for_what_nobody_has_given(team, strategy, question):
    risk = RiskFactory(team=team, strategy=strategy, score=(3, 3))

    assert risk.strategy_gap == question
    assert incomplete() == ([risk] if question else [])


@pytest.mark.parametrize("strategy", ["exploit", "enhance"])
def test_an_opportunity_is_used_by_doing_something(team, strategy):
    risk = RiskFactory(team=team, kind="opportunity", strategy=strategy)

    assert (risk.strategy_gap, incomplete()) == ("What is done?", [risk])


@pytest.mark.parametrize("strategy", ["avoid", "transfer", "escalate", "share"])
def test_words_answer_it(team, strategy):
    risk = RiskFactory(team=team, strategy=strategy, strategy_detail="The insurer")

    assert (risk.strategy_gap, incomplete()) == ("", [])


@pytest.mark.parametrize(("state", "gap"), [("todo", ""), ("done", ""), ("cancelled", "What is done?")])
def test_an_action_that_was_not_given_up_answers_it(team, state, gap):
    risk = RiskFactory(team=team, strategy="mitigate")
    completed = NOW if state == "done" else None
    ResponseActionFactory(team=team, risks=[risk], state=state, completed_at=completed)

    assert (risk.strategy_gap, incomplete()) == (gap, [risk] if gap else [])


def test_an_acceptance_that_stands_answers_it(team, owner, member):
    risk = RiskFactory(team=team, strategy="accept", score=(3, 3), status="monitoring")
    accepted(risk, member, owner)
    risk = Risk.objects.get()

    assert (risk.strategy_gap, incomplete()) == ("", [])


def test_nobody_has_to_bear_an_opportunity_or_what_is_over(team):
    RiskFactory(team=team, kind="opportunity", strategy="accept")
    RiskFactory(team=team, strategy="transfer", status="closed", closure_reason="avoided", closed_at=NOW)

    assert [risk.strategy_gap for risk in Risk.objects.all()] == ["", ""]
    assert incomplete() == []


def test_another_strategy_asks_anew(team, owner):
    risk = RiskFactory(team=team, strategy="transfer", strategy_detail="The insurer")
    risk.strategy = "avoid"
    risk.store(by=owner)
    risk.refresh_from_db()
    assert (risk.strategy_detail, risk.strategy_gap) == ("", "What is changed?")

    risk.strategy, risk.strategy_detail = "escalate", "The board"
    risk.store(by=owner)
    risk.refresh_from_db()
    assert risk.strategy_detail == "The board"


def test_the_register_is_narrowed_to_them(team, viewer, browse):
    RiskFactory(team=team, strategy="transfer", title="Fire")
    RiskFactory(team=team, strategy="transfer", strategy_detail="Insurer", title="Flood")

    page = browse(viewer).get("/t/acme/risks/", {"attention": "strategy_incomplete"}).content.decode()

    assert "Fire" in page
    assert "Flood" not in page


def test_the_page_asks_it_where_the_strategy_stands(team, viewer, browse):
    risk = RiskFactory(team=team, strategy="transfer", window_to=TODAY + dt.timedelta(days=30))

    assert "To whom?" in browse(viewer).get(f"/t/acme/risks/{risk.pk}/").content.decode()


@pytest.mark.parametrize(
    ("strategy", "leads"),
    [
        ("transfer", "/t/acme/risks/{}/edit/#id_strategy_detail"),
        ("accept", "/t/acme/risks/acceptances/new/?risk={}"),
        ("mitigate", "/t/acme/response-actions/new/?risk={}"),
    ],
)
def test_what_a_strategy_asks_for_leads_to_where_it_is_given(team, browse, member, viewer, strategy, leads):
    risk = RiskFactory(team=team, score=(3, 3), strategy=strategy)
    link = f'<a class="tag" data-tone="warn" href="{leads.format(risk.pk)}">{risk.strategy_gap}</a>'

    of_member, of_viewer = (
        browse(person).get(f"/t/acme/risks/{risk.pk}/").content.decode() for person in (member, viewer)
    )

    assert (link in of_member, link in of_viewer, str(risk.strategy_gap) in of_viewer) == (True, False, True)
