"""Rating on the board: a square fills in the form, a changed rating says why, and a risk is added in one line."""

import pytest

from risks.models import Assessment, Risk
from risks.placing import figures_in
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db
BOARD = "/t/acme/risks/board/"


def beside(browse, person, risk, **query):
    return browse(person).get(
        BOARD, {"risk": risk.pk} | query, headers={"HX-Request": "true", "HX-Target": "risk-panel"}
    )


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("4-5", (4, 5)),
        ("", None),
        ("4-6", None),
        ("0-1", None),
        ("4", None),
        ("4-5-1", None),
        ("45", None),
        ("٤-٥", None),
    ],
)
def test_an_address_names_a_square(text, figures):
    assert figures_in(text) == figures


@pytest.mark.parametrize(("score", "is_there"), [((2, 2), True), (None, False)])
def test_where_a_risk_is_gets_a_mark_only_if_it_is_anywhere(browse, owner, score, is_there):
    risk = RiskFactory(team=owner.team, **({"score": score} if score else {}))

    page = beside(browse, owner, risk).content.decode()

    assert "Choose a square to rate this risk" in page
    assert ("marks where it is" in page) is is_there


def test_a_square_fills_in_the_form_and_stores_nothing(browse, owner):
    risk = RiskFactory(team=owner.team, score=(2, 2))

    form = beside(browse, owner, risk, to="4-5").context["assessment_form"]

    assert [form[name].value() for name in ("kind", "probability", "impact")] == ["current", 4, 5]
    assert form.fields["reason"].required
    assert Assessment.objects.count() == 1


def test_the_square_is_of_the_score_the_board_shows(browse, owner):
    risk = RiskFactory(team=owner.team, score=(2, 2))

    form = beside(browse, owner, risk, to="1-2", score="target").context["assessment_form"]

    assert form["kind"].value() == "target"
    assert not form.fields["reason"].required  # nothing is rated anew


def test_the_small_matrix_marks_where_the_risk_is_and_where_it_is_put(browse, owner):
    risk = RiskFactory(team=owner.team, score=(2, 2))

    placing = beside(browse, owner, risk, to="4-5").context["placing"]

    squares = [square for _word, row in placing.rows for square in row]
    assert len(squares) == 25
    assert [each.place for each in squares if each.is_present] == ["2-2"]
    assert [each.place for each in squares if each.is_chosen] == ["4-5"]
    assert (placing.chosen.words, placing.chosen.level_label) == ("Likely, Severe", "Critical")


def test_who_may_not_assess_gets_neither_matrix_nor_form(browse, viewer):
    risk = RiskFactory(team=viewer.team, score=(2, 2))

    shown = beside(browse, viewer, risk, to="4-5")

    assert "placing" not in shown.context
    assert "data-sortable" not in browse(viewer).get(BOARD).content.decode()


def test_a_rating_changed_by_hand_says_why(browse, owner):
    risk = RiskFactory(team=owner.team, score=(2, 2))
    url, asked = f"/t/acme/risks/{risk.pk}/placing/", {"kind": "current", "probability": 4, "impact": 5}

    refused = browse(owner).post(url, asked)
    stored = browse(owner).post(url, asked | {"reason": "A second outage", "next": BOARD})

    assert (refused.status_code, refused.context["form"].errors) == (422, {"reason": ["This field is required."]})
    assert (stored.status_code, stored["Location"]) == (303, BOARD)
    latest = Risk.objects.get(pk=risk.pk).current
    assert (latest.probability, latest.impact, latest.reason) == (4, 5, "A second outage")


def test_a_first_rating_needs_no_reason(browse, owner):
    risk = RiskFactory(team=owner.team)

    answer = browse(owner).post(f"/t/acme/risks/{risk.pk}/placing/", {"kind": "current", "probability": 4, "impact": 5})

    assert answer.status_code == 303
    assert Risk.objects.get(pk=risk.pk).level == "critical"


def test_a_risk_added_on_the_board_stands_beside_it(browse, member):
    sent = {
        "title": "The vendor leaves",
        "category": "market",
        "kind": "threat",
        "next": f"{BOARD}?q=ven&risk=1&to=4-5",
    }

    answer = browse(member).post(f"{BOARD}quick/", sent)

    risk = Risk.objects.get()
    assert (risk.title, risk.category, risk.status) == ("The vendor leaves", "market", "identified")
    assert (answer.status_code, answer["Location"]) == (303, f"{BOARD}?q=ven&risk={risk.pk}")
    shown = browse(member).get(answer["Location"])
    assert shown.context["selected"] == risk
    assert shown.context["placing"].chosen is None


def test_a_risk_without_a_title_is_refused_on_the_line(browse, member):
    answer = browse(member).post(
        f"{BOARD}quick/", {"title": "", "next": BOARD}, headers={"HX-Request": "true", "HX-Target": "risk-board"}
    )

    assert answer.status_code == 422
    assert 'id="quick"' in answer.content.decode()


def test_the_whole_board_comes_as_a_part(browse, member):
    RiskFactory(team=member.team, title="The vendor leaves", score=(4, 5))

    part = browse(member).get(BOARD, headers={"HX-Request": "true", "HX-Target": "risk-board"}).content.decode()

    assert part.strip().startswith('<div id="risk-board"')
    assert "The vendor leaves" in part
    assert 'id="quick"' in part


def test_links_of_the_board_forget_the_square(browse, owner):
    risk = RiskFactory(team=owner.team, score=(2, 2))

    shown = browse(owner).get(BOARD, {"risk": risk.pk, "to": "4-5"})

    assert "to=" not in shown.context["close_url"] + shown.context["back"]
    assert "to=" not in shown.context["board"].rows[0].cells[0].url


def test_what_nobody_has_rated_begins_with_its_rating(browse, owner):
    new, rated = RiskFactory(team=owner.team), RiskFactory(team=owner.team, score=(2, 2))

    new_one, rated_one = (beside(browse, owner, risk).content.decode() for risk in (new, rated))

    assert new_one.index('class="placing"') < new_one.index('class="facts"')
    assert rated_one.index('class="placing"') > rated_one.index('class="facts"')
    assert (new_one.count('class="placing"'), rated_one.count('class="placing"')) == (1, 1)
