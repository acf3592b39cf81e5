"""What a start says of the demo and of the way in is true."""

import pytest

from config import prepare
from desk.demo.loading import load
from tests.desk.test_demo import LOCAL

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
ENTER = ['Sign in: choose somebody under "Enter as …" on that page.']


@pytest.fixture
def local(settings):
    for name, value in (LOCAL | {"LOCAL": True, "SIGNUP": "open"}).items():
        setattr(settings, name, value)
    return settings


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"DEMO": False}, ""),
        ({"DEMO": False, "EMBEDDED": False}, ""),
        ({"EMBEDDED": False}, "DEMO=1 loads nothing where DATABASE_URL is set: to load the demo, "),
        ({"LOCAL": False, "BASE_URL": "https://a.example.com"}, "DEMO=1 has no effect: the demo is for this machine"),
    ],
)
def test_a_demo_that_is_asked_for_in_vain_is_said(local, changed, said):
    for name, value in changed.items():
        setattr(local, name, value)

    assert [line.startswith(said) for line in prepare.about_demo()] == ([True] if said else [])


def test_ways_into_the_demo_are_said_where_there_is_one(local):
    assert prepare.sign_in() == [f"Sign in: make an account at {local.BASE_URL}/accounts/signup/"]

    load()

    assert prepare.sign_in() == ENTER


@pytest.mark.parametrize("changed", [{"DEMO": False}, {"BASE_URL": "https://landfall.example.org"}])
def test_ways_into_the_demo_are_not_said_where_nobody_may_enter(local, changed):
    load()
    for name, value in changed.items():
        setattr(local, name, value)

    assert prepare.sign_in() != ENTER
