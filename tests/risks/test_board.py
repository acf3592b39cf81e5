"""The board with many risks: each square shows the first, how many there are, and leads to all of them."""

import datetime as dt

import pytest

from risks.board import CARDS_AT_MOST
from risks.models import Assessment, Risk
from risks.scoring import level_of
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db
BOARD, API = "/t/acme/risks/board/", "/api/v1/teams/acme/risks/"
DAY = dt.date(2026, 5, 4)


def risks(team, count, figures=None, *, kind="current", first=1, **values):
    """Store so many risks in a few statements, rated by the given probability and impact."""
    rows = [RiskFactory.build(team=team, number=first + n, title=f"Risk {first + n}", **values) for n in range(count)]
    Risk.objects.bulk_create(rows)
    if figures:
        level = level_of(*figures)
        judged = [
            Assessment(team=team, risk=row, kind=kind, probability=figures[0], impact=figures[1], level=level)
            for row in rows
        ]
        Assessment.objects.bulk_create(judged)
        for row, assessment in zip(rows, judged, strict=True):
            setattr(row, kind, assessment)
        Risk.objects.bulk_update(rows, [kind])
    return rows


def cell(shown, probability, impact):
    rows = {row.probability: row for row in shown.context["board"].rows}
    return rows[probability].cells[impact - 1]


@pytest.mark.parametrize(
    ("count", "cards", "is_cut"),
    [
        (CARDS_AT_MOST - 1, CARDS_AT_MOST - 1, False),
        (CARDS_AT_MOST, CARDS_AT_MOST, False),
        (CARDS_AT_MOST + 1, CARDS_AT_MOST, True),
    ],
)
def test_a_square_and_the_tray_show_six_cards_at_most(browse, viewer, count, cards, is_cut):
    risks(viewer.team, count, (4, 5))
    risks(viewer.team, count, first=500)

    shown = browse(viewer).get(BOARD)

    for part in (cell(shown, 4, 5), shown.context["board"].not_rated):
        assert (len(part.risks), part.count, part.is_cut) == (cards, count, is_cut)
    rest = shown.content.decode().count(f"{cards} of {count}: show all")
    assert rest == (3 if is_cut else 0)  # in the grid, in the list by level, and in the tray


def test_three_hundred_risks_in_a_square_cost_what_seven_do(browse, viewer, queries):
    client, sizes = browse(viewer), []

    for first, more in ((1, 7), (1_000, 293)):
        risks(viewer.team, more, (4, 5), first=first)
        client.get(BOARD)
        with queries(9):
            sizes.append(len(client.get(BOARD).content))

    assert sizes[1] - sizes[0] < 20  # the counts have two digits more
    assert sizes[1] < 60_000


def test_whose_review_is_due_soonest_stands_first(browse, viewer):
    team = viewer.team
    risks(team, 1, (3, 3), first=1)
    risks(team, 1, (3, 3), first=2, next_review_on=DAY)
    risks(team, 1, (3, 3), first=3, next_review_on=DAY - dt.timedelta(days=90))
    risks(team, CARDS_AT_MOST, (3, 3), first=10, next_review_on=DAY + dt.timedelta(days=1))

    shown = browse(viewer).get(BOARD)

    assert [risk.number for risk in cell(shown, 3, 3).risks] == [3, 2, 10, 11, 12, 13]


@pytest.mark.parametrize("score", ["current", "target"])
def test_the_rest_of_a_square_is_the_register_narrowed_to_it(browse, api, viewer, score):
    team = viewer.team
    inside = risks(team, 7, (4, 5), kind=score)
    risks(team, 1, (4, 4), kind=score, first=100)
    risks(
        team, 1, (4, 5), kind=score, first=101, status="rejected", closure_reason="avoided", closed_at=team.created_at
    )
    RiskFactory(team=team, kind="opportunity", score=(4, 5), target=(4, 5))
    client = browse(viewer)

    square = cell(client.get(BOARD, {"score": score}), 4, 5)
    listed = client.get(square.url)
    answer = api(viewer).get(f"{API}?{square.url.partition('?')[2]}")

    assert square.count == 7
    assert {row.pk for row in listed.context["object_list"]} == {row.pk for row in inside}
    assert {row["id"] for row in answer.data["results"]} == {str(row.pk) for row in inside}
    assert '<input type="checkbox" name="probability" value="4" checked><span>Probability: Likely' in (
        listed.content.decode()
    )


def test_the_rest_of_the_tray_is_the_register_of_what_is_not_rated(browse, viewer):
    unrated = risks(viewer.team, 7)
    risks(viewer.team, 2, (1, 1), first=50)
    client = browse(viewer)

    listed = client.get(client.get(BOARD).context["board"].not_rated.url)

    assert {row.pk for row in listed.context["object_list"]} == {row.pk for row in unrated}


def test_the_board_counts_what_its_filters_leave(browse, viewer):
    risks(viewer.team, 8, (2, 2), category="legal_ethics")
    risks(viewer.team, 8, (2, 2), category="market", first=50)
    client = browse(viewer)

    shown = client.get(BOARD, {"category": "market"})
    square = cell(shown, 2, 2)

    assert square.count == 8
    assert len(client.get(square.url).context["object_list"]) == 8
    assert "category=market" in square.url


def test_an_empty_board_teaches_and_one_that_is_filtered_empty_does_not(browse, viewer):
    client = browse(viewer)

    assert client.get(BOARD).context["board"].is_empty
    risks(viewer.team, 1)
    assert not client.get(BOARD).context["board"].is_empty
