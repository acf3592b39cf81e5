"""The board with many risks: each square shows the first, how many there are, and leads to all of them."""

import datetime as dt
import re

import pytest

from risks.board import CARDS_AT_LEAST, CARDS_AT_MOST, CARDS_IN_ALL
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


def test_the_board_on_paper_names_its_team_and_what_it_is_narrowed_to(browse, owner):
    client, url = browse(owner), "/t/acme/risks/board/"

    whole = client.get(url).content.decode()
    narrowed = client.get(url, {"owner": owner.pk, "q": "vendor"}).content.decode()

    parts = [page.split('<div class="board-legend print-only" data-side="threat">')[1] for page in (whole, narrowed)]
    legends = [part.split("</p>")[0].strip() for part in parts]
    assert legends == [
        f"<p><strong>{owner.team.name}</strong>",
        f"<p><strong>{owner.team.name}</strong> · Search: vendor · Owner: {owner.name}",
    ]


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


@pytest.mark.parametrize(
    ("squares", "each", "cards"),
    [(10, 6, CARDS_AT_MOST), (11, 6, 5), (13, 6, 4), (20, 6, 3), (21, 3, 2), (25, 6, CARDS_AT_LEAST)],
)
def test_the_more_squares_are_full_the_fewer_cards_each_shows(browse, viewer, squares, each, cards):
    places = [(p, i) for p in range(1, 6) for i in range(1, 6)][:squares]
    for place, figures in enumerate(places):
        risks(viewer.team, each, figures, first=place * 100 + 1)

    shown = browse(viewer).get(BOARD)

    board = shown.context["board"]
    assert {(len(each.risks), each.count) for row in board.rows for each in row.cells if each.count} == {(cards, each)}
    assert len(board.cards) <= CARDS_IN_ALL
    rest = shown.content.decode().count(f"{cards} of {each}: show all")
    assert rest == (2 * squares if cards < each else 0)


def test_three_hundred_risks_in_a_square_cost_what_seven_do(browse, viewer, queries):
    client, sizes = browse(viewer), []

    for first, more in ((1, 7), (1_000, 293)):
        risks(viewer.team, more, (4, 5), first=first)
        client.get(BOARD)
        with queries(19):
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


def test_opportunities_the_filters_leave_out_are_counted_with_the_way_to_them(browse, viewer):
    risks(viewer.team, 2, (2, 2), kind="current", category="market")
    RiskFactory(team=viewer.team, kind="opportunity", category="market")
    RiskFactory(team=viewer.team, kind="opportunity", category="legal_ethics", score=(5, 5))
    ended = {"status": "rejected", "closure_reason": "avoided", "closed_at": viewer.team.created_at}
    RiskFactory(team=viewer.team, kind="opportunity", **ended)
    client = browse(viewer)

    hidden = {
        query: client.get(f"{BOARD}{query}").context["hidden"]
        for query in (
            "",
            "?kind=threat",
            "?category=market",
            "?kind=all",
            "?kind=",
            "?kind=opportunity",
            "?status=all",
            "?attention=not_assessed",
        )
    }

    assert hidden == {
        "": 2,
        "?kind=threat": 2,
        "?category=market": 1,
        "?kind=all": 2,  # the board has two sides and shows one
        "?kind=": 2,
        "?kind=opportunity": 0,
        "?status=all": 3,
        "?attention=not_assessed": 1,
    }
    text = client.get(f"{BOARD}?category=market").content.decode()
    assert "1 opportunity hidden" in text
    assert 'href="?category=market&amp;kind=opportunity"' in text
    assert "2 opportunities hidden" in client.get(BOARD).content.decode()


def test_the_list_by_level_has_every_filled_square_the_worst_first(browse, viewer):
    for first, figures in enumerate([(1, 1), (4, 5), (5, 4), (3, 3)]):
        risks(viewer.team, 1, figures, first=first + 1)

    board = browse(viewer).get(BOARD).context["board"]

    assert [(group.level, [(cell.probability, cell.impact) for cell in group.cells]) for group in board.levels] == [
        ("critical", [(5, 4), (4, 5)]),
        ("moderate", [(3, 3)]),
        ("very_low", [(1, 1)]),
    ]
    assert board.levels[0].cells[0].place_label == "Almost certain, Major"
    assert [column.is_empty for column in board.columns] == [False, True, False, False, False]
    assert [row.is_empty for row in board.rows] == [False, False, False, True, False]


@pytest.mark.parametrize(("rows", "each", "lines"), [(2, 5, 3), (2, 6, 2), (2, 7, 2), (3, 6, 1), (5, 7, 1)])
def test_the_fuller_the_board_the_fewer_lines_a_title_has_in_print(browse, viewer, rows, each, lines):
    for probability in range(1, rows + 1):
        risks(viewer.team, each, (probability, 2), first=probability * 100)

    assert browse(viewer).get(BOARD).context["board"].lines_in_print == lines


@pytest.mark.parametrize(("query", "is_open"), [("", False), ("?category=market", False), ("?strategy=accept", True)])
def test_rare_filters_are_folded_until_one_of_them_is_set(browse, viewer, query, is_open):
    text = browse(viewer).get(f"{BOARD}{query}").content.decode()

    assert f'<details class="filters-rare"{" open" if is_open else ""}>' in text
    before, _summary, folded = text.partition("filters-rare")
    assert [f'name="{name}"' in before for name in ("status", "kind", "category", "owner")] == [True] * 4
    assert [f'name="{name}"' in folded for name in ("level", "strategy", "attention")] == [True] * 3


def test_a_risk_is_rated_beside_the_board_and_the_way_back_survives_a_refusal(browse, member, viewer):
    [risk] = risks(member.team, 1, (4, 5))
    client, back = browse(member), f"{BOARD}?risk={{}}#risk-{{}}"
    back = back.format(risk.pk, risk.pk)
    url = f"/t/acme/risks/{risk.pk}/assessment/"

    panel = client.get(f"{BOARD}?risk={risk.pk}").content.decode()
    refused = client.post(url, {"kind": "current", "probability": 2, "next": back})
    stored = client.post(url, {"kind": "current", "probability": 2, "impact": 2, "next": back})

    field = f'<input type="hidden" name="next" value="{back}">'
    assert (field in panel, refused.status_code, field in refused.content.decode()) == (True, 422, True)
    assert (stored.status_code, stored.headers["Location"]) == (303, back)
    assert "Save assessment" not in browse(viewer).get(f"{BOARD}?risk={risk.pk}").content.decode()


def test_the_risk_beside_the_board_is_marked_in_its_square_and_in_the_list(browse, team, viewer):
    chosen, _other = (RiskFactory(team=team, score=(3, figure)) for figure in (3, 4))

    page = browse(viewer).get(f"{BOARD}?risk={chosen.pk}").content.decode()

    marked = re.findall(r'class="risk-(card|line)" data-card="([^"]+)"[^>]* aria-current="true"', page)
    assert marked == [("card", str(chosen.pk)), ("line", str(chosen.pk))]
