"""Limits small enough for a test to go beyond them with a handful of rows, and both doors to a verb at once."""

import html

import pytest
from django.contrib.messages import get_messages

from planner.imports import staging, uploading
from planner.models import planimport


@pytest.fixture
def small_limits(monkeypatch):
    """Leave to the worker what is larger than 2 KB, in chunks of 20 rows, and to apply more than 50."""
    monkeypatch.setattr(uploading, "READ_AT_ONCE", 2 * 1024)
    monkeypatch.setattr(staging, "CHUNK", 20)
    monkeypatch.setattr(planimport, "APPLIED_AT_ONCE", 50)


REFUSED = "refused"
# What (page, API) answer where a verb did something, and where it was refused.
PAIRS = {False: {(303, 200), (303, 204)}, True: {(303, 400), (422, 400)}}


@pytest.fixture
def doors(browse, api, owner):
    """Return a function that goes through both doors, each with a row of its own, and returns what both led to.

    It takes what makes a row, (noun, data, whether it is taken back), what looks at a row afterwards, and the kinds as
    page and API call them; it returns what was seen, with REFUSED where the verb was.
    """

    def through(make, act, look, kinds=("gates", "gate-checks")):
        page_row, api_row = make(), make()
        noun, data, undoes = act
        page = browse(owner).post(f"/t/acme/{kinds[0]}/{page_row.pk}/{noun}/{'undo/' if undoes else ''}", data)
        way = f"/api/v1/teams/acme/{kinds[1]}/{api_row.pk}/{'' if noun == 'discard' else f'{noun}/'}"
        method = "delete" if undoes or noun == "discard" else "post"
        answer = getattr(api(owner), method)(way, data, format="json")

        said = [error["message"] for error in answer.json()["errors"]] if answer.status_code == 400 else []
        assert (page.status_code, answer.status_code) in PAIRS[bool(said)], answer.content
        shown = html.unescape(page.content.decode()) + " ".join(map(str, get_messages(page.wsgi_request)))
        assert [message for message in said if message not in shown] == []
        found = [look(page_row), look(api_row)]
        assert found[0] == found[1]
        return found[0], REFUSED if said else None

    return through
