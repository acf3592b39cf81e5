"""Pages of a list: each row on exactly one, and as many statements for the last as for the first."""

import datetime as dt

import pytest

from core.paging import Paginator
from planner.models import Milestone
from tests.factories.planner import MilestoneFactory, ProjectFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 5, 4)


@pytest.fixture
def milestones(team):
    """Thirteen milestones, seven of which no date tells apart."""
    project = ProjectFactory(team=team)
    days = [DAY] * 7 + [DAY + dt.timedelta(days=n) for n in range(1, 4)] + [None] * 3
    return [MilestoneFactory(team=team, project=project, due_on=day) for day in days]


def pages_of(rows, size=3):
    pages = Paginator(rows, size)
    return [list(pages.page(number)) for number in pages.page_range]


@pytest.mark.parametrize("order", [("due_on",), ("-due_on", "title"), ("-pk",), ("project__name",), ()])
def test_every_row_stands_on_one_page_in_the_order_of_the_list(milestones, order):
    rows = Milestone.objects.order_by(*order) if order else Milestone.objects.all()

    shown = [row for page in pages_of(rows) for row in page]

    assert len(shown) == len(milestones)
    assert set(shown) == set(milestones)
    assert shown == list(rows.order_by(*(order or Milestone._meta.ordering), "pk"))


def test_what_a_list_fetches_along_is_fetched_for_a_page_alone(milestones, queries):
    rows = Milestone.objects.select_related("project").order_by("pk")
    pages = Paginator(rows, 5)

    with queries(1):
        assert pages.count == 13
    for number in pages.page_range:
        with queries(1):
            assert [row.project.name for row in pages.page(number)]


def test_a_filtered_list_pages_what_the_filter_leaves(milestones):
    rows = Milestone.objects.filter(due_on=DAY, project__team=milestones[0].team)

    assert [len(page) for page in pages_of(rows, 5)] == [5, 2]


def test_what_is_no_queryset_is_cut_as_it_is():
    assert pages_of([1, 2, 3, 4]) == [[1, 2, 3], [4]]


@pytest.mark.parametrize(("number", "first"), [(None, 0), ("2", 3), ("last", 9), ("99", 9), ("0", 9), ("x", 0)])
def test_an_address_names_a_page_by_its_number_or_as_the_last(number, first):
    assert Paginator(list(range(11)), 3).get_page(number)[0] == first


def test_nothing_is_one_empty_page(team):
    assert pages_of(Milestone.objects.all()) == [[]]


def test_the_second_half_is_read_from_the_end(milestones):
    pages = Paginator(Milestone.objects.order_by("number"), 3)

    assert "DESC" not in str(pages.page(1).object_list.query)
    assert "DESC LIMIT 1" in str(pages.page(5).object_list.query)
    assert [len(page) for page in pages] == [3, 3, 3, 3, 1]
