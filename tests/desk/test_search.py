"""One search over every kind of row: by number and by words, each person in what they may see."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.search.finding import find, find_by_id
from desk.search.kinds import KINDS
from desk.search.words import CHARACTERS_AT_MOST, WORDS_AT_MOST, Asked
from funding.models import NextAction
from planner.models import Task
from teams.models import NumberedRow
from tests.contract.world import World
from tests.factories.funding import NextActionFactory, OpportunityFactory, SourceFactory
from tests.factories.planner import GoalFactory, MilestoneFactory, TaskFactory
from tests.factories.risks import RiskFactory
from tests.factories.teams import MembershipFactory, PositionFactory

from .searching import PALETTE, kept, names, searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks(team):
    """Three tasks, of which two are about a pilot."""
    return [
        kept(TaskFactory(team=team, number=number, title=title, milestone=None))
        for number, title in ((41, "Sign the pilot"), (410, "Pilot contract"), (7, "Buy 41 chairs"))
    ]


@pytest.mark.parametrize("words", ["T-41", "t-41", "t41", "41", "Ｔ－41"])
def test_a_number_is_found_first_however_it_is_typed(words, member, tasks):
    assert names(member, words)[0] == "T-41 Sign the pilot"


def test_a_number_of_another_kind_means_none_of_this(member, tasks):
    assert names(member, "m41") == []


def test_what_begins_with_the_words_comes_before_what_contains_them(member, tasks):
    assert names(member, "pilot") == ["T-410 Pilot contract", "T-41 Sign the pilot"]


def test_words_are_found_in_the_middle_in_any_order_and_case(member, tasks):
    assert names(member, "LOT sig") == ["T-41 Sign the pilot"]
    assert names(member, "pilot chairs") == []


def test_chinese_is_found_by_two_signs_in_the_middle(member, team):
    kept(MilestoneFactory(team=team, number=3, title="第一季度预算审批完成"))

    assert names(member, "预算") == ["M-3 第一季度预算审批完成"]
    assert names(member, "第一") == ["M-3 第一季度预算审批完成"]
    assert names(member, "算预") == []


def test_signs_with_a_meaning_to_a_database_are_signs(member, team):
    kept(TaskFactory(team=team, number=1, title="Reach 100% of a_b", milestone=None))

    assert [names(member, words) for words in ("0% of", "a_b", "0_", "a%b", "\x00")] == [
        ["T-1 Reach 100% of a_b"],
        ["T-1 Reach 100% of a_b"],
        [],
        [],
        [],
    ]


def test_no_more_is_read_than_a_person_would_type():
    assert Asked.of("x" * 10_000).text == "x" * CHARACTERS_AT_MOST
    assert Asked.of("a b c d e f g h i j").words == list("abcdefgh")
    assert WORDS_AT_MOST == 8


def test_of_each_kind_no_more_is_found_than_asked_for_the_newest_first(member, team):
    for number in range(1, 6):
        kept(TaskFactory(team=team, number=number, title="Pilot", milestone=None))
        kept(RiskFactory(team=team, number=number, title="Pilot fails"))

    assert names(member, "pilot", most=2) == ["R-5 Pilot fails", "T-5 Pilot", "R-4 Pilot fails", "T-4 Pilot"]


def test_every_kind_with_a_number_is_searched():
    numbered = {model for model in apps.get_models() if issubclass(model, NumberedRow)}

    assert numbered <= {kind.model for kind in KINDS}


def test_one_of_every_kind_is_found_and_leads_to_its_page(browse):
    world = World("acme")
    owner, rows = world.people["O"], {kind: world.row(kind.model) for kind in KINDS}
    for row in rows.values():
        kept(row)
    client = browse(owner)

    for kind, row in rows.items():
        name = getattr(row, "title", "") or str(row).removeprefix(f"{getattr(row, 'code', '')} ")
        found = next(each for each in find(owner, Asked.of(name), most=20) if each.pk == row.pk)

        assert (found.kind, found.title, found.code) == (kind, name, getattr(row, "code", ""))
        answer = client.get(found.url)
        leads = answer.url if kind.model is NextAction else found.url  # its page is that of its opportunity
        assert (answer.status_code, leads) == (303 if kind.model is NextAction else 200, row.get_absolute_url())


def test_a_position_without_a_title_goes_by_its_job_role(member, team):
    position = PositionFactory(team=team, title="", job_role="designer")
    kind = next(kind for kind in KINDS if kind.key == "teams.position")

    assert [row.title for row in find_by_id(member, [(kind, position.pk)])] == ["Designer"]
    assert names(member, "design") == ["Designer"]


# Who finds what


def test_another_teams_rows_are_found_by_nobody_else(owner, stranger, tasks):
    assert names(stranger, "pilot") == []
    assert names(stranger, "41") == []


def test_money_is_found_by_who_reads_money(owner, manager, member, viewer, team):
    observer = MembershipFactory(team=team, role="viewer", reads_money=True)
    source = kept(SourceFactory(team=team, name="Nordtor Capital"))
    deal = kept(OpportunityFactory(team=team, number=1, source=source))
    NextActionFactory(team=team, opportunity=deal, title="Call Nordtor")
    found = ["Call Nordtor", "Nordtor Capital", "O-1 Nordtor Capital"]

    assert [sorted(names(person, "nordtor")) for person in (owner, manager, observer)] == [found] * 3
    assert [names(person, "nordtor") for person in (member, viewer)] == [[], []]


@pytest.fixture
def tasks_of_their_own(monkeypatch):
    """Let everybody see the tasks assigned to them alone, as a restricted kind of row may."""

    class OwnTasks(type(Task.objects.all())):
        def visible_to(self, membership):
            return super().visible_to(membership).filter(assignee=membership)

    monkeypatch.setattr(Task._default_manager, "_queryset_class", OwnTasks)


@pytest.mark.usefixtures("tasks_of_their_own")
def test_a_restricted_row_is_found_by_none_but_those_who_see_it(owner, member, browse):
    task = kept(TaskFactory(team=owner.team, number=41, title="Secret pilot", milestone=None, assignee=member))
    seen = f"tasks/{task.pk}"

    assert names(member, "secret") == names(member, "t41") == ["T-41 Secret pilot"]
    assert names(owner, "secret") == names(owner, "t41") == []
    assert "Secret" not in searched(browse(owner), headers=PALETTE, seen=seen).text


def test_an_opportunity_is_found_by_the_new_name_of_its_source(owner, team):
    source = kept(SourceFactory(team=team, name="Nordtor Capital"))
    kept(OpportunityFactory(team=team, number=1, source=source))
    source.name = "Südtor Capital"
    source.store(by=owner)

    assert names(owner, "südtor") == ["O-1 Südtor Capital", "Südtor Capital"]
    assert names(owner, "nordtor") == []


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("headers", [None, PALETTE])
def test_a_search_costs_the_same_for_more_rows(rows, headers, browse, owner, team, queries):
    for number in range(rows):
        kept(GoalFactory(team=team, title=f"Pilot {number}"))
        kept(TaskFactory(team=team, title=f"Pilot {number}", milestone=None))
        kept(RiskFactory(team=team, title=f"Pilot {number}"))
    client = browse(owner)
    searched(client, "pilot")

    with queries(6 if headers is None else 5):
        searched(client, "pilot", headers=headers)


def test_the_words_are_read_from_an_index(member, tasks):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads small tables whole")
    with CaptureQueriesContext(connection) as captured:
        names(member, "pilot")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {captured[0]['sql']}".replace("%", "%%"), [])
        plan = " ".join(step for *_places, step in cursor.fetchall())

    assert plan.count("COVERING INDEX") == sum(
        hasattr(kind.model, "searched") for kind in KINDS if member.has_perm(kind.right)
    )
