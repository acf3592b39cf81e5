"""The pages of the money: what each role sees, forms with the models' rules, the board and its moves."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.models import NextAction, Opportunity, PlanStep, Round, Source
from tests.conftest import NOW
from tests.factories.funding import (
    CashPositionFactory,
    NextActionFactory,
    OpportunityFactory,
    PlanStepFactory,
    RoundFactory,
    SettingsFactory,
    SourceFactory,
)
from tests.factories.planner import MilestoneFactory

pytestmark = pytest.mark.django_db

FIGURES = ("987,654", "1,200")
WON = {"stage": "wired", "won_at": NOW}


def url(name, *rows):
    return reverse(f"funding:{name}", args=["acme", *[row.pk for row in rows]])


def text_of(answer):
    return " ".join(answer.content.decode().split())


PLACES = [
    "overview",
    "cash",
    "settings",
    "pipeline",
    "opportunity-list",
    "opportunity-new",
    "round-list",
    "round-new",
    "source-list",
    "source-new",
    "step-list",
    "step-new",
]
OF_MEMBERS = {"overview", "round-list", "step-list"}


@pytest.mark.parametrize(
    ("role", "open_places"),
    [("owner", set(PLACES)), ("manager", set(PLACES)), ("member", OF_MEMBERS), ("viewer", set())],
)
@pytest.mark.parametrize("filled", [False, True])
def test_each_role_opens_its_pages_and_no_others(browse, request, role, open_places, filled):
    person = request.getfixturevalue(role)
    if filled:
        SettingsFactory(team=person.team)
        NextActionFactory(team=person.team, opportunity__amount=Decimal(5))
        PlanStepFactory(team=person.team)
        CashPositionFactory(team=person.team)
    client = browse(person)

    answers = {place: client.get(url(place)).status_code for place in PLACES}

    assert answers == {place: 200 if place in open_places else 403 for place in PLACES}


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("books", ["closed", "open"])
def test_members_see_no_figure_and_the_date_only_under_open_books(browse, member, books):
    CashPositionFactory(team=member.team)
    row = RoundFactory(team=member.team, target=Decimal(987_654))
    if books == "open":
        SettingsFactory(team=member.team)
    client = browse(member)

    pages = [text_of(client.get(place)) for place in (url("overview"), url("round-list"), url("round", row))]

    assert not any(figure in page for figure in FIGURES for page in pages)
    assert ("1 Jan 2027" in pages[0]) == (books == "open")


def test_money_of_another_currency_is_listed_and_said_not_to_be_converted(browse, manager):
    row = RoundFactory(team=manager.team)
    OpportunityFactory(team=manager.team, round=row, stage="diligence", amount=Decimal(70), currency="USD")

    page = text_of(browse(manager).get(url("round", row)))

    assert "1 not converted" in page
    assert '70 <span class="unit">USD</span>' in page


def opportunity_data(**values):
    return {"channel": "angel", "expected_close_on": "2026-06-30", "amount": "50000"} | values


def test_an_opportunity_names_a_new_source_on_the_way(browse, manager):
    row = RoundFactory(team=manager.team)

    answer = browse(manager).post(url("opportunity-new"), opportunity_data(round=row.pk, new_source="Northwind"))

    assert answer.status_code == 303
    assert (Opportunity.objects.get().source.name, Source.objects.get().channel) == ("Northwind", "angel")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Choose a source or name one."),
        ({"new_source": "northwind"}, "The team has a source of this name already."),
        ({"new_source": "Other", "expected_close_on": ""}, "An open opportunity has an expected close."),
        ({"new_source": "Other", "amount": "5", "amount_max": "4"}, "The likely amount lies between"),
    ],
)
def test_a_broken_rule_keeps_the_form_open_and_stores_nothing(browse, manager, values, message):
    SourceFactory(team=manager.team, name="Northwind")
    row = RoundFactory(team=manager.team)

    answer = browse(manager).post(url("opportunity-new"), opportunity_data(round=row.pk, **values))

    assert (answer.status_code, message in text_of(answer)) == (422, True)
    assert (Opportunity.objects.count(), Source.objects.count()) == (0, 1)


# The board


def test_the_board_has_a_column_for_each_stage_of_its_channel(browse, manager):
    OpportunityFactory(team=manager.team, channel="grant", stage="draft", expected_close_on=dt.date(2099, 1, 1))

    context = browse(manager).get(url("pipeline"), {"channel": "grant"}).context

    assert [column.stage for column in context["columns"]][:4] == ["found", "eligible", "go_no_go", "draft"]
    assert [column.count for column in context["columns"]][3] == 1


@time_machine.travel(NOW, tick=False)
def test_a_slipped_opportunity_stands_in_its_own_band_and_in_no_column(browse, manager):
    OpportunityFactory(team=manager.team, amount=Decimal(5), expected_close_on=dt.date(2026, 3, 1))

    context = browse(manager).get(url("pipeline")).context

    assert (context["slipped"].count, sum(column.count for column in context["columns"])) == (1, 0)


def test_columns_list_their_sums_by_currency(browse, manager):
    values = {"team": manager.team, "round": RoundFactory(team=manager.team), "stage": "diligence"}
    values["expected_close_on"] = dt.date(2099, 1, 1)
    OpportunityFactory(**values, amount=Decimal(100))
    OpportunityFactory(**values, amount=Decimal(70), currency="USD")
    OpportunityFactory(**values, amount=Decimal(5), currency="USD")

    columns = browse(manager).get(url("pipeline")).context["columns"]

    assert {column.stage: column.sums for column in columns if column.count} == {
        "expected": [(100, "EUR"), (75, "USD")]
    }


def test_a_card_shows_who_does_what_next_or_flags_that_nobody_does(browse, manager):
    NextActionFactory(team=manager.team, title="Send the deck")
    OpportunityFactory(team=manager.team)

    page = text_of(browse(manager).get(url("pipeline")))

    assert "Send the deck" in page
    assert "<span data-long>no next action</span>" in page


def test_a_move_that_asks_for_nothing_goes_through_and_can_be_taken_back(browse, manager):
    row = OpportunityFactory(team=manager.team, channel="grant")
    client, board = browse(manager), url("pipeline")

    moved = client.post(url("opportunity-stage", row), {"stage": "eligible", "next": board})
    page = text_of(client.get(board))
    back = client.post(url("opportunity-stage-undo", row), {"next": board})

    assert (moved.status_code, moved.headers["Location"], back.status_code) == (303, board, 303)
    assert url("opportunity-stage-undo", row) in page
    row.refresh_from_db()
    assert row.stage == "found"


def test_a_move_that_needs_something_opens_the_form_that_asks_for_it(browse, manager):
    row = OpportunityFactory(team=manager.team, channel="venture_capital")
    client, board = browse(manager), url("pipeline")

    sent_on = client.post(url("opportunity-stage", row), {"stage": "first_meeting", "next": board})
    asked = client.get(sent_on.headers["Location"])
    refused = client.post(url("opportunity-stage", row), {"stage": "first_meeting", "asked": "yes", "next": board})
    done = client.post(
        url("opportunity-stage", row),
        {"stage": "first_meeting", "asked": "yes", "title": "Meet", "due_on": "2026-03-09", "next": board},
    )

    assert [name for name in asked.context["form"].fields if name not in ("stage", "asked")] == [
        "title",
        "due_on",
        "owner",
    ]
    assert (sent_on.status_code, refused.status_code, done.status_code) == (303, 422, 303)
    assert "needs a next action" in text_of(refused)
    assert done.headers["Location"] == board
    row.refresh_from_db()
    assert (row.stage, NextAction.objects.get().title) == ("first_meeting", "Meet")


def test_losing_asks_for_a_reason(browse, manager):
    row = OpportunityFactory(team=manager.team, channel="grant")
    client = browse(manager)

    refused = client.post(url("opportunity-stage", row), {"stage": "no_go", "asked": "yes", "reason": ""})
    done = client.post(url("opportunity-stage", row), {"stage": "no_go", "asked": "yes", "reason": "Too slow"})

    assert (refused.status_code, done.status_code) == (422, 303)
    assert Opportunity.objects.get().reason_lost == "Too slow"


def test_a_stage_of_another_channel_is_refused_with_words(browse, manager):
    row = OpportunityFactory(team=manager.team, channel="grant")

    answer = browse(manager).post(url("opportunity-stage", row), {"stage": "wired"})

    assert (answer.status_code, "Choose a stage of this channel." in text_of(answer)) == (422, True)


@pytest.mark.parametrize("query", [{}, {"stage": "wired"}])
def test_an_address_without_a_stage_of_the_channel_leads_back_to_the_opportunity(browse, manager, query):
    row = OpportunityFactory(team=manager.team, channel="grant")

    answer = browse(manager).get(url("opportunity-stage", row), query)

    assert (answer.status_code, answer.url) == (303, row.get_absolute_url())


# Next actions and steps


def test_done_asks_what_comes_next(browse, manager):
    row = NextActionFactory(team=manager.team)
    client = browse(manager)

    asked = client.get(url("action-completion", row))
    incomplete = client.post(url("action-completion", row), {"title": "Call"})
    done = client.post(url("action-completion", row), {"title": "Call", "due_on": "2026-03-20"})

    assert (asked.status_code, incomplete.status_code, done.status_code) == (200, 422, 303)
    assert done.headers["Location"] == url("opportunity", row.opportunity)
    assert set(NextAction.objects.values_list("state", "title")) == {("done", row.title), ("open", "Call")}


def test_done_without_a_next_one_can_be_taken_back(browse, manager):
    row = NextActionFactory(team=manager.team)
    client = browse(manager)

    client.post(url("action-completion", row), {})
    client.post(url("action-completion-undo", row))

    row.refresh_from_db()
    assert row.state == "open"


def test_an_ended_action_can_be_reopened_from_the_page_while_no_other_is_open(browse, manager):
    row = NextActionFactory(team=manager.team)
    follows = {"title": "Call", "due_on": "2026-03-20"}
    client, page = browse(manager), url("opportunity", row.opportunity)
    client.post(url("action-completion", row), follows)
    beside_another = client.get(page)
    client.post(url("action-cancellation", NextAction.objects.get(title="Call")))

    alone = client.get(page)

    assert url("action-completion-undo", row) not in text_of(beside_another)
    assert url("action-completion-undo", row) in text_of(alone)


def test_an_opportunity_of_a_round_that_has_ended_says_that_it_counts_no_longer(browse, manager):
    ended = RoundFactory(team=manager.team, state="closed", ended_at=NOW)
    open_one, won = (OpportunityFactory(team=manager.team, round=ended, **values) for values in ({}, WON))
    client = browse(manager)

    pages = [text_of(client.get(url("opportunity", row))) for row in (open_one, won)]

    assert ["this opportunity counts no longer" in page for page in pages] == [True, False]


def test_without_a_round_under_way_a_new_opportunity_leads_to_one(browse, manager):
    client = browse(manager)

    without = text_of(client.get(url("opportunity-new")))
    RoundFactory(team=manager.team)
    beside_one = text_of(client.get(url("opportunity-new")))

    assert [url("round-new") in page for page in (without, beside_one)] == [True, False]


def test_a_next_action_is_said_for_an_opportunity_and_no_second_one(browse, manager):
    row = OpportunityFactory(team=manager.team)
    client, body = browse(manager), {"title": "Call", "due_on": "2026-03-20"}

    first, second = (client.post(url("action-new", row), body) for _time in range(2))

    assert (first.status_code, second.status_code) == (303, 422)
    assert "This opportunity has a next action already." in text_of(second)
    assert NextAction.objects.count() == 1


def test_a_step_is_done_in_place_and_undone(browse, manager):
    row = PlanStepFactory(team=manager.team)
    client = browse(manager)
    htmx = {"HX-Request": "true", "HX-Target": f"step-row-{row.pk}"}

    done = client.post(url("step-completion", row), headers=htmx)
    state = PlanStep.objects.get().state
    client.post(url("step-completion-undo", row))

    assert (done.status_code, state, PlanStep.objects.get().state) == (200, "done", "todo")
    assert f'id="step-row-{row.pk}"' in text_of(done)
    assert "<html" not in text_of(done)


def test_a_step_that_ended_long_ago_is_opened_again(browse, manager):
    row = PlanStepFactory(team=manager.team)
    client = browse(manager)
    client.post(url("step-skipping", row))
    row.refresh_from_db()
    row.title = "Another name"
    row.store(by=manager)

    refused = client.post(url("step-skipping-undo", row), follow=True)
    state = PlanStep.objects.get().state
    client.post(url("step-reopening", row))

    assert "was changed since" in text_of(refused)
    assert (state, PlanStep.objects.get().state) == ("skipped", "todo")


def test_a_member_changes_nothing(browse, member):
    row, step = RoundFactory(team=member.team), PlanStepFactory(team=member.team)
    client = browse(member)

    answers = [
        client.post(url("round-state", row), {"state": "closing"}),
        client.post(url("step-completion", step)),
        client.post(url("round-edit", row), {"name": "X"}),
        client.post(url("cash"), {"balance": "1"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert (Round.objects.get().state, PlanStep.objects.get().state) == ("open", "todo")


def test_another_team_finds_nothing(browse, stranger, manager):
    rows = {
        "opportunity": OpportunityFactory(team=manager.team),
        "round": RoundFactory(team=manager.team),
        "source": SourceFactory(team=manager.team),
        "step": PlanStepFactory(team=manager.team),
        "action": NextActionFactory(team=manager.team),
    }
    client = browse(stranger)

    assert {name: client.get(url(name, row)).status_code for name, row in rows.items()} == dict.fromkeys(rows, 404)
    own = [reverse(f"funding:{name}", args=["other", row.pk]) for name, row in rows.items()]
    assert [client.get(address).status_code for address in own] == [404] * len(own)


def cost_of(client, address):
    """Return how many statements a page takes, once the session and its caches are warm."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "place",
    ["overview", "pipeline", "opportunity-list", "round-list", "source-list", "step-list", "action-list", "cash"],
)
def test_a_page_costs_the_same_for_more_rows(browse, manager, place):
    def add():
        NextActionFactory(team=manager.team, opportunity__amount=Decimal(5))
        PlanStepFactory(team=manager.team, due_on=dt.date(2026, 1, 1), milestone=MilestoneFactory(team=manager.team))
        CashPositionFactory(team=manager.team)

    client = browse(manager)
    add()
    one = cost_of(client, url(place))
    add()
    add()

    assert cost_of(client, url(place)) == one
    assert one <= 12


@pytest.mark.parametrize("name", ["round", "opportunity", "source"])
def test_a_detail_page_costs_the_same_for_more_rows(browse, manager, name):
    row, source = RoundFactory(team=manager.team, target=Decimal(9)), SourceFactory(team=manager.team)

    def add():
        last = OpportunityFactory(team=manager.team, round=row, source=source, amount=Decimal(5), owner=manager)
        NextActionFactory(team=manager.team, opportunity=last, owner=manager)
        PlanStepFactory(team=manager.team, round=row, responsible=manager)
        return last

    client = browse(manager)
    address = url(name, {"round": row, "opportunity": add(), "source": source}[name])
    one = cost_of(client, address)
    add()
    add()

    assert cost_of(client, address) == one
    assert one <= 12


@pytest.mark.parametrize(
    ("place", "name", "make", "ended"),
    [
        ("step-list", "state", PlanStepFactory, {"state": "done", "completed_at": NOW}),
        ("action-list", "state", NextActionFactory, {"state": "cancelled", "ended_at": NOW}),
        ("round-list", "state", RoundFactory, {"state": "closed", "ended_at": NOW}),
        ("opportunity-list", "kind", OpportunityFactory, {"stage": "wired", "won_at": NOW}),
    ],
)
def test_a_list_starts_with_what_is_open_and_shows_everything_when_asked(browse, manager, place, name, make, ended):
    rows = {make(team=manager.team), make(team=manager.team, **ended)}
    client = browse(manager)

    start = client.get(url(place)).context
    everything = client.get(url(place), {name: "all"}).context

    assert [getattr(row, "ended_at", getattr(row, "completed_at", None)) for row in start["object_list"]] == [None]
    assert rows <= set(everything["object_list"])


def test_what_is_due_is_cut_on_the_overview_and_whole_behind_its_link(browse, manager):
    today = manager.team.today()
    for number in range(8):
        NextActionFactory(team=manager.team, due_on=today + dt.timedelta(days=number))
        PlanStepFactory(team=manager.team, due_on=today + dt.timedelta(days=number))
    client = browse(manager)

    overview = client.get(url("overview"))
    pages = [client.get(f"{url(name)}?due_by={today + dt.timedelta(days=14)}") for name in ("action-list", "step-list")]

    assert all(f'href="{page.wsgi_request.get_full_path()}"' in overview.content.decode() for page in pages)
    assert [len(page.context["object_list"]) for page in pages] == [8, 8]
    assert (len(overview.context["actions"]), len(overview.context["steps"])) == (6, 6)


def test_the_board_leaves_out_rounds_that_have_ended_unless_one_is_asked_for(browse, manager):
    ended = RoundFactory(team=manager.team, state="closed", ended_at=NOW)
    values = {"team": manager.team, "round": ended, "expected_close_on": dt.date(2099, 1, 1)}
    OpportunityFactory(**values, stage="wired", won_at=NOW)
    OpportunityFactory(**values, stage="diligence")
    client = browse(manager)

    plain = client.get(url("pipeline")).context["columns"]
    asked = client.get(url("pipeline"), {"round": ended.pk}).context["columns"]

    assert sum(column.count for column in plain) == 0
    assert {column.stage: column.count for column in asked if column.count} == {"paid": 1}


def test_the_table_searches_source_round_and_notes(browse, manager):
    row = RoundFactory(team=manager.team, name="Seed", search_text="seed")
    found = OpportunityFactory(
        team=manager.team, round=row, source=SourceFactory(team=manager.team, name="Northwind"), search_text="berlin"
    )
    OpportunityFactory(team=manager.team, round=row)

    answer = browse(manager).get(url("opportunity-list"), {"q": "ＮＯＲＴＨ seed berlin"})

    assert list(answer.context["object_list"]) == [found]


def test_a_card_offers_what_lies_ahead_before_the_way_back(manager):
    row = OpportunityFactory(team=manager.team, channel="grant", stage="go_no_go")

    assert [place.code for place in row.moves][:2] == ["draft", "internal_review"]
    assert [place.code for place in row.moves][-2:] == ["found", "eligible"]
