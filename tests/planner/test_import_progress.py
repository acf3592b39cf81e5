"""How far a large import is: told by the worker, read by every process, the same after a reload."""

import pytest
from django.core.cache import caches
from redis.exceptions import ConnectionError as RedisAwayError

from core import telling
from planner.imports import applying
from planner.imports.applying import apply_import
from planner.imports.uploading import apply
from planner.models import PlanImport
from planner.tasks import apply_plan_import
from tests.factories.teams import MembershipFactory
from tests.measuring import lines_run

from .test_import_size import LARGE, plan, staged

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Keep what is told in a folder of the test's own."""
    place = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": tmp_path / "progress"}
    settings.CACHES = {**settings.CACHES, "progress": place}


def test_what_is_told_is_read_and_nothing_else():
    telling.tell("a", 3, 8)

    assert (telling.told("a"), telling.told("b")) == ((3, 8), None)


@pytest.mark.parametrize("error", [OSError, RedisAwayError])
def test_what_cannot_be_told_stops_nothing(error, monkeypatch):
    def refuse(*_arguments):
        raise error

    monkeypatch.setattr(type(caches["progress"]), "set", refuse)
    monkeypatch.setattr(type(caches["progress"]), "get", refuse)

    telling.tell("a", 3, 8)
    assert telling.told("a") is None


def test_each_chunk_written_is_reported(owner, monkeypatch):
    monkeypatch.setattr(applying, "CHUNK", 20)
    planimport, told = staged(owner, plan(LARGE)), []

    apply_import(planimport, by=owner, report=told.append)

    assert told == [12, 32, 52, 60]


@pytest.mark.usefixtures("small_limits")
def test_the_page_and_the_api_say_how_many_rows_are_written_and_a_reload_says_the_same(owner, browse, api):
    planimport = staged(owner, plan(LARGE))
    apply(planimport, by=owner)
    client, url = browse(owner), planimport.get_absolute_url()

    before = client.get(url).content.decode()
    telling.tell(planimport.job_id, 40, LARGE)
    pages = [client.get(url).content.decode() for _reload in range(2)]
    answer = api(owner).get(f"/api/v1/teams/acme/imports/{planimport.pk}/").data

    assert "The rows are being imported." in before
    assert ["40 of 60 rows are written" in page for page in pages] == [True, True]
    assert ['max="60" value="40"' in page for page in pages] == [True, True]
    assert (answer["is_busy"], answer["progress"]) == (True, {"done": 40, "total": 60})


@pytest.mark.usefixtures("small_limits")
def test_the_worker_tells_how_many_rows_it_has_written(owner):
    planimport = staged(owner, plan(LARGE))
    apply(planimport, by=owner)

    apply_plan_import(str(planimport.job_id))

    assert telling.told(planimport.job_id) == (LARGE, LARGE)
    assert PlanImport.objects.get().progress is None


def test_writing_costs_the_same_for_each_row():
    def work(rows):
        owner = MembershipFactory(role="owner")
        planimport = staged(owner, plan(rows))
        return lines_run(lambda: apply_import(planimport, by=owner))

    assert work(400) < 2.1 * work(200)
