"""The page of a response action: what it took off, who may verify it, and what is offered to whom."""

from decimal import Decimal

import pytest

from risks.models import ResponseAction
from tests.conftest import NOW
from tests.factories.risks import ResponseActionFactory, RiskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
ACTIONS = "/t/acme/response-actions/"


def page(client, action):
    return client.get(f"{ACTIONS}{action.pk}/").content.decode()


def fact(text, name):
    """Return what stands beside a name among the facts, without its tags, or None."""
    if f"<dt>{name}</dt>" not in text:
        return None
    words = text.split(f"<dt>{name}</dt><dd", 1)[1].split(">", 1)[1].split("</dd>", 1)[0]
    return " ".join(
        "".join(part.split(">", 1)[-1] for part in words.split("<")).replace("\N{NO-BREAK SPACE}", " ").split()
    )


def offers(text, action):
    nouns = ("completion", "verification", "sending-back", "reopening", "cancellation", "discard", "edit")
    return [noun for noun in nouns if f'"{ACTIONS}{action.pk}/{noun}/"' in text]


@pytest.fixture
def done(team, member):
    return ResponseActionFactory(team=team, owner=member, state="done", completed_at=NOW)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "not known"),
        ({"days_off_planned": 1}, "1 working day"),
        ({"days_off_planned": 0}, "0 working days"),
        ({"money_off_planned": Decimal(5000)}, "5,000 EUR"),
        ({"days_off_planned": 3, "money_off_planned": Decimal(0)}, "3 working days · 0 EUR"),
    ],
)
def test_what_it_should_take_off_is_told_in_days_and_in_its_money(browse, viewer, given, words):
    action = ResponseActionFactory(team=viewer.team, currency="EUR", **given)

    text = page(browse(viewer), action)

    assert (fact(text, "Should take off"), fact(text, "Took off")) == (words, None)


def test_what_it_took_off_is_told_beside_the_plan_once_it_is_done(browse, viewer, done):
    planned = {"days_off_planned": 5, "money_off_planned": 500, "currency": "USD", "cost": 70}
    ResponseAction.objects.filter(pk=done.pk).update(days_off_actual=3, money_off_actual=200, **planned)

    text = page(browse(viewer), done)

    assert [fact(text, name) for name in ("Should take off", "Took off", "Cost")] == [
        "5 working days · 500 USD",
        "3 working days · 200 USD",
        "70 USD",
    ]


def test_each_is_offered_what_they_may_do_with_what_is_done(browse, owner, member, viewer, done):
    told = [offers(page(browse(person), done), done) for person in (owner, member, viewer)]

    assert told == [
        ["verification", "sending-back", "discard", "edit"],
        ["reopening", "discard", "edit"],
        [],
    ]


def test_who_may_verify_is_told_and_once_verified_who_did(browse, owner, member, done):
    before = [fact(page(browse(person), done), "Verified by") for person in (owner, member)]
    done.verify(by=owner)
    text = page(browse(owner), done)

    assert before == ["nobody yet", "nobody yet; another person than its owner does that"]
    assert (owner.name in fact(text, "Verified by"), "alone" in fact(text, "Verified by")) == (True, False)
    assert offers(text, done) == ["reopening", "discard", "edit"]


def test_what_was_verified_alone_says_so_and_why(browse, owner):
    action = ResponseActionFactory(team=owner.team, owner=owner, state="done", completed_at=NOW)
    action.verify(by=owner, reason="Load test of 3 March")

    told = fact(page(browse(owner), action), "Verified by")

    assert told.endswith("alone Load test of 3 March")


def test_what_was_sent_back_says_why_until_it_is_done_again(browse, owner, member, done):
    done.send_back(by=owner, reason="No quota")
    sent = page(browse(member), done)
    done.complete(by=member)

    words = "It was done, and sent back: No quota"
    assert (words in sent, words in page(browse(member), done)) == (True, False)
    assert offers(sent, done) == ["completion", "cancellation", "discard", "edit"]


# On the page of a risk


def risk_page(client, risk):
    return client.get(f"/t/acme/risks/{risk.pk}/").content.decode()


def lines(text):
    return (
        text.split('class="table waterfall"', 1)[1].split("<tbody>", 1)[1].split("</tbody>", 1)[0].split("</tr>")[:-1]
    )


def test_a_line_offers_to_those_who_may_to_be_done_and_leads_back(browse, member, viewer):
    risk = RiskFactory(team=member.team)
    action = ResponseActionFactory(team=member.team, risks=[risk], due_on=NOW.date())

    ((mates,), (viewers,)) = (lines(risk_page(browse(person), risk)) for person in (member, viewer))

    assert f'action="{ACTIONS}{action.pk}/completion/"' in mates
    assert f'<input type="hidden" name="next" value="{risk.get_absolute_url()}">' in mates
    assert f'Done<span class="visually-hidden"> {action.code}</span>' in mates
    assert ("<form" in viewers, 'datetime="2026-03-02"' in viewers) == (False, True)


def test_what_is_done_is_due_no_more_and_what_nobody_knows_is_said_aloud(browse, viewer):
    risk = RiskFactory(team=viewer.team)
    ResponseActionFactory(team=viewer.team, risks=[risk], due_on=NOW.date(), state="done", completed_at=NOW)

    (line,) = lines(risk_page(browse(viewer), risk))

    assert ("<time" in line, line.count('<span class="visually-hidden">not known</span>')) == (False, 2)


def test_each_row_of_a_waterfall_has_as_many_cells_as_its_head(browse, member):
    risk = RiskFactory(team=member.team, probability_percent=50, money_likely=Decimal(100), currency="EUR")
    for state in ("done", "todo"):
        ResponseActionFactory(
            team=member.team,
            risks=[risk],
            state=state,
            completed_at=NOW if state == "done" else None,
            money_off_planned=Decimal(9),
            currency="EUR",
        )

    text = risk_page(browse(member), risk)

    head = text.split('class="table waterfall"', 1)[1].split("</thead>", 1)[0].count('scope="col"')
    rows = lines(text)
    assert (head, [row.count("<td") + row.count("<th ") for row in rows]) == (6, [6] * 5)
    assert all('<svg aria-hidden="true">' in row for row in rows)
    kinds = [row.split('class="fall-bar" data-kind="', 1)[1].split('"', 1)[0] for row in rows]
    assert kinds == ["total", "done", "now", "planned", "total"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [("threat", "make this less likely or less bad"), ("opportunity", "make this more likely or better")],
)
def test_a_risk_without_a_response_says_so_in_words_of_its_side(browse, viewer, kind, words):
    risk = RiskFactory(team=viewer.team, kind=kind)

    assert f"Nobody does anything yet to {words}." in risk_page(browse(viewer), risk)


def test_a_response_is_added_to_an_open_risk_by_those_who_may(browse, member, viewer):
    ended = {"status": "closed", "closure_reason": "avoided", "closed_at": NOW}
    risk, over = RiskFactory(team=member.team), RiskFactory(team=member.team, **ended)

    found = [
        f"{ACTIONS}new/?risk={each.pk}" in risk_page(browse(person), each)
        for person, each in ((member, risk), (viewer, risk), (member, over))
    ]

    assert found == [True, False, False]


def test_what_is_to_be_said_of_a_waterfall_stands_below_it(browse, viewer):
    """Without bars there is nothing to tell of how they are filled."""
    risk, bare = (
        RiskFactory(team=viewer.team, probability_percent=50, money_likely=Decimal(100)),
        RiskFactory(team=viewer.team),
    )
    for each in (risk, bare):
        ResponseActionFactory(team=viewer.team, risks=[each])

    drawn, listed = (risk_page(browse(viewer), each) for each in (risk, bare))

    assert "Of 1 response nobody has said how much" in drawn
    assert ("Filled: done." in drawn, "Filled: done." in listed) == (True, False)
