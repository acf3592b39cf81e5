"""Where the demo is loaded, and where not; nobody's account is touched."""

import io

import pytest
from django.core.management import CommandError, call_command

from desk.demo.loading import demo_team
from teams.models import Team, User
from tests.desk.test_demo import LOCAL, SIGN_IN, text_of


@pytest.fixture
def local(settings):
    for name, value in LOCAL.items():
        setattr(settings, name, value)
    return settings


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed",
    [{"DEMO": False}, {"EMBEDDED": False}, {"BASE_URL": "https://landfall.example.org"}],
    ids=["switched off", "a database of one's own", "another address"],
)
def test_a_start_stays_quiet_where_it_does_not_load_the_demo(local, changed):
    for name, value in changed.items():
        setattr(local, name, value)
    said = io.StringIO()

    call_command("demo", "--if-allowed", stdout=said)

    assert said.getvalue() == ""
    assert demo_team() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"BASE_URL": "https://landfall.example.org"}, "BASE_URL is https://landfall.example.org"),
        ({"DEMO": False}, "DEMO=0 switches the demo off"),
    ],
    ids=["another address", "switched off"],
)
def test_the_command_refuses_in_one_line(local, changed, reason):
    for name, value in changed.items():
        setattr(local, name, value)

    with pytest.raises(CommandError, match=reason) as refused:
        call_command("demo")

    assert "\n" not in str(refused.value)
    assert demo_team() is None


@pytest.mark.django_db
def test_an_account_of_somebody_else_is_never_taken_over(local):
    User.objects.create_user(email="mei.chen@example.com", name="Another Mei")
    said = io.StringIO()

    with pytest.raises(CommandError, match=r"mei\.chen@example\.com exists already"):
        call_command("demo")
    call_command("demo", "--if-allowed", stdout=said, stderr=said)  # a start goes on without the demo

    assert "mei.chen@example.com exists already" in said.getvalue()
    assert Team.objects.count() == 0


@pytest.mark.django_db
def test_the_sign_in_page_of_an_empty_installation_offers_no_way_in(client, local):
    assert "Enter as" not in text_of(client.get(SIGN_IN, headers={"host": "127.0.0.1"}))
