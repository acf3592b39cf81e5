"""A statement that is written once finds the rows of one written anew; one that hangs on anything else is refused."""

import datetime as dt

import pytest
from django.db.models import F, Max
from django.utils import timezone

from core.remembered import FARTHEST, Remembered
from planner.models import Task
from tests.factories.planner import TaskFactory
from tests.factories.teams import TeamFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 14)


def due(shape, *, team, today):
    rows = Task.objects.filter(team_id=team, due_on__lte=today + dt.timedelta(days=7))
    return rows.order_by("due_on").values_list("pk", "due_on", "created_at")


def expected(rows):
    return [[row.pk, row.due_on, row.created_at] for row in rows]


def test_each_team_and_day_gets_its_own_rows_in_python_s_types(team):
    near, far = (TaskFactory(team=team, due_on=TODAY + dt.timedelta(days=days)) for days in (7, 8))
    foreign = TaskFactory(team=TeamFactory(), due_on=TODAY)
    statement = Remembered(due)

    for task in (near, far, foreign):
        task.refresh_from_db()
    assert statement.rows("due", team=team.pk, today=TODAY) == expected([near])
    assert statement.rows("due", team=team.pk, today=TODAY + dt.timedelta(days=1)) == expected([near, far])
    assert statement.rows("due", team=foreign.team_id, today=TODAY) == expected([foreign])


def test_it_is_written_once_for_a_shape(team):
    written = []

    def build(shape, *, team, today):
        written.append(shape)
        return due(shape, team=team, today=today)

    statement = Remembered(build)
    for shape in ("one", "one", "other", "one"):
        statement.rows(shape, team=team.pk, today=TODAY)

    assert written == ["one", "one", "other", "other"]  # twice each, to compare


def test_moments_and_ids_take_their_places(team):
    task = TaskFactory(team=team)
    statement = Remembered(
        lambda shape, *, row, since: Task.objects.filter(pk=row, created_at__gte=since).values_list("number")
    )

    found = [statement.rows("", row=task.pk, since=task.created_at + dt.timedelta(days=days)) for days in (0, 1)]

    assert found == [[[task.number]], []]


@pytest.mark.parametrize("many", [1, 3, 8, 9, 20])
def test_a_list_of_ids_finds_its_rows_whatever_its_length(team, many):
    tasks = TaskFactory.create_batch(21, team=team)[:many]
    statement = Remembered(lambda shape, *, rows: Task.objects.filter(pk__in=rows).order_by("number").values_list("pk"))

    assert statement.rows("", rows=[task.pk for task in tasks]) == [[task.pk] for task in tasks]


def test_lists_of_about_one_length_share_a_statement(team):
    written, tasks = [], TaskFactory.create_batch(9, team=team)

    def build(shape, *, rows):
        written.append(len(rows))
        return Task.objects.filter(pk__in=rows).values_list("pk")

    statement = Remembered(build)
    for many in (1, 8, 9):
        statement.rows("", rows=[task.pk for task in tasks[:many]])

    assert written == [8, 8, 16, 16]


def test_nothing_is_asked_about_no_rows(django_assert_num_queries):
    statement = Remembered(lambda shape, *, rows: Task.objects.filter(pk__in=rows))
    with django_assert_num_queries(0):
        assert (statement.rows("", rows=[]), statement.objects("", rows=[]), statement.within("", rows=[])) == (
            [],
            [],
            [],
        )


def test_rows_are_found_as_objects_with_what_was_annotated(team):
    task = TaskFactory(team=team, due_on=TODAY)
    statement = Remembered(
        lambda shape, *, team: Task.objects.filter(team_id=team).annotate(last=Max("due_on"), again=F("created_at"))
    )
    task.refresh_from_db()

    (found,) = statement.objects("", team=team.pk)

    names = [field.attname for field in Task._meta.concrete_fields]
    assert [getattr(found, name) for name in names] == [getattr(task, name) for name in names]
    assert (found.last, found.again, found._state.adding) == (TODAY, task.created_at, False)


def test_a_statement_is_part_of_another(team, django_assert_num_queries):
    wanted = TaskFactory(team=team, due_on=TODAY, title="wanted")
    TaskFactory(team=team, due_on=TODAY), TaskFactory(team=TeamFactory(), due_on=TODAY, title="wanted")
    statement = Remembered(
        lambda shape, *, team: Task.objects.filter(team_id=team, due_on__isnull=False).values_list("pk")
    )

    with django_assert_num_queries(1):
        assert list(Task.objects.filter(title="wanted", pk__in=statement.within("", team=team.pk))) == [wanted]


def test_nothing_that_can_be_found_asks_nothing(team, django_assert_num_queries):
    statement = Remembered(lambda shape, *, team: Task.objects.none().values_list("pk"))
    with django_assert_num_queries(0):
        assert statement.rows("", team=team.pk) == []


def test_a_day_may_be_so_far_from_its_value(team):
    task = TaskFactory(team=team, due_on=TODAY)
    statement = Remembered(
        lambda shape, *, today: Task.objects.filter(due_on=today - dt.timedelta(days=FARTHEST)).values_list("number")
    )

    assert statement.rows("", today=TODAY + dt.timedelta(days=FARTHEST)) == [[task.number]]


@pytest.mark.parametrize(
    "build",
    [
        lambda shape, *, today: Task.objects.filter(due_on=today, created_at__lt=timezone.now()).values_list("pk"),
        lambda shape, *, today: Task.objects.filter(due_on=today.replace(day=1 + today.year % 2)).values_list("pk"),
        lambda shape, *, today: Task.objects.filter(title=f"due on {today}").values_list("pk"),
        lambda shape, *, today: Task.objects.filter(pk__isnull=today.year < 4050).values_list("pk"),  # another SQL
        lambda shape, *, today: Task.objects.filter(due_on=today - dt.timedelta(days=FARTHEST + 1)).values_list("pk"),
    ],
)
def test_what_hangs_on_anything_else_is_refused(build):
    with pytest.raises(ValueError, match="hangs on"):
        Remembered(build).rows("", today=TODAY)


def test_a_value_of_another_kind_is_refused():
    with pytest.raises(TypeError, match="not for str"):
        Remembered(lambda shape, *, name: Task.objects.filter(title=name)).rows("", name="x")
