"""The small matrix beside the board as it is read: its words and marks, and where its form leads."""

import re

import pytest

from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db
BOARD = "/t/acme/risks/board/"


def panel(client, risk, **query):
    """Return the panel and its fold that rates."""
    answer = client.get(BOARD, {"risk": risk.pk} | query, headers={"HX-Request": "true", "HX-Target": "risk-panel"})
    text = answer.content.decode()
    fold = next(part for part in text.split("<details")[1:] if 'class="placing"' in part)
    return answer, fold.split("</details>")[0]


def squares(text):
    """Return {place: (what is read aloud, whether it is the current one)}."""
    links = re.findall(r'<a data-place="(\d-\d)"([^>]*)><span class="visually-hidden">([^<]*)</span>', text)
    return {place: (words, 'aria-current="true"' in marks) for place, marks, words in links}


def test_each_square_is_read_aloud_and_says_where_the_risk_is_and_where_it_is_put(browse, owner):
    risk = RiskFactory(team=owner.team, score=(2, 2))

    _answer, text = panel(browse(owner), risk, to="4-5")

    told = squares(text)
    assert list(told) == [f"{p}-{i}" for p in (5, 4, 3, 2, 1) for i in (1, 2, 3, 4, 5)]
    assert told["2-2"] == ("Unlikely, Minor: Low (as it is now)", False)
    assert told["4-5"] == ("Likely, Severe: Critical", True)
    assert [place for place, (words, is_current) in told.items() if "now" in words or is_current] == ["4-5", "2-2"]
    assert "Put on: Likely, Severe (Critical). Nothing is saved yet." in text


def test_rows_and_columns_are_named_the_most_probable_first(browse, owner):
    risk = RiskFactory(team=owner.team, score=(2, 2))

    answer, text = panel(browse(owner), risk)

    placing = answer.context["placing"]
    assert [word for word, _squares in placing.rows] == ["Almost certain", "Likely", "Possible", "Unlikely", "Rare"]
    assert placing.columns == ["Negligible", "Minor", "Noticeable", "Major", "Severe"]
    assert '<span class="visually-hidden">Severe</span>' in text


def test_the_grid_of_an_opportunity_is_in_its_words(browse, owner):
    risk = RiskFactory(team=owner.team, kind="opportunity", score=(2, 2))

    answer, text = panel(browse(owner), risk, kind="opportunity")

    assert answer.context["placing"].columns[4] == "Game-changing"
    assert squares(text)["4-5"][0].startswith("Likely, Game-changing: ")


def test_a_square_of_another_score_marks_where_that_is(browse, owner):
    risk = RiskFactory(team=owner.team, score=(4, 4), target=(1, 2))

    _answer, text = panel(browse(owner), risk, score="target")

    assert [place for place, (words, _current) in squares(text).items() if "as it is now" in words] == ["1-2"]


def test_squares_keep_what_the_board_is_narrowed_by(browse, owner):
    risk = RiskFactory(team=owner.team, score=(2, 2))

    _answer, text = panel(browse(owner), risk, q="Risk")

    assert f'href="?risk={risk.pk}&amp;q=Risk&amp;to=4-5"' in text


@pytest.mark.parametrize(
    ("given", "query", "noun", "is_open", "word"),
    [
        ({"score": (2, 2)}, {}, "assessment", False, "Reassess"),
        ({"score": (2, 2)}, {"to": "4-5"}, "placing", True, "Reassess"),
        ({}, {}, "assessment", True, "Rate"),
    ],
)
def test_the_form_is_open_once_a_square_is_chosen_and_then_asks_why(browse, owner, given, query, noun, is_open, word):
    risk = RiskFactory(team=owner.team, **given)

    _answer, text = panel(browse(owner), risk, **query)

    assert f'action="/t/acme/risks/{risk.pk}/{noun}/"' in text
    assert text.split(">", 1)[0] == (' class="fold" open' if is_open else ' class="fold"')
    assert text.split("</summary>", 1)[0].endswith(word)
