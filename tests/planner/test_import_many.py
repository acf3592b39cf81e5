"""The page of an import that left many rows alone."""

import pytest

from core.fetching import ROWS_AT_MOST
from core.paging import ROWS_A_PAGE
from planner.imports.remarks import words

from .import_files import listed, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def applied(owner):
    """An import that was applied; a test says what was skipped."""
    planimport = uploaded(owner, listed("milestone,Beta,,,,,,,,7"), new_project="Plan")
    planimport.state = "applied"
    planimport.outcome = {"made": 0, "changed": 0, "skipped": []}
    return planimport


def skip(planimport, count):
    planimport.outcome["skipped"] = [
        {"line": line, "title": f"Row of line {line}.", "code": "made_meanwhile", "params": {}}
        for line in range(2, count + 2)
    ]
    planimport.save()


@pytest.mark.parametrize(
    ("count", "shown", "is_cut"),
    [(ROWS_AT_MOST, ROWS_AT_MOST, False), (ROWS_AT_MOST + 1, ROWS_AT_MOST, True), (3000, ROWS_AT_MOST, True)],
)
def test_the_first_rows_left_alone_stand_there_and_the_rest_has_pages(browse, owner, applied, count, shown, is_cut):
    skip(applied, count)
    client, url = browse(owner), applied.get_absolute_url()

    page = client.get(url).content.decode()
    every = client.get(f"{url}?show=skipped").content.decode()
    last = client.get(f"{url}?show=skipped&page=last").content.decode()

    assert page.count("Row of line") == shown
    assert (f"{shown} of {count}: show all" in page) == is_cut
    assert every.count("Row of line") == min(count, ROWS_A_PAGE)
    assert f"Row of line {count + 1}." in last
    assert len(every) < 100_000


@pytest.mark.parametrize("count", [1, 3000])
def test_a_program_is_told_how_many_were_left_alone_and_reads_them_by_pages(api, owner, applied, count):
    skip(applied, count)
    client, url = api(owner), f"/api/v1/teams/{owner.team.slug}/imports/{applied.pk}/"

    told = client.get(url).data["skipped"]
    last = client.get(f"{url}skipped/?page_size=1&page={count}").data

    assert (told, last["count"]) == (count, count)
    assert last["results"] == [
        {
            "line": count + 1,
            "title": f"Row of line {count + 1}.",
            "code": "made_meanwhile",
            "reason": words("made_meanwhile", {}),
        }
    ]
