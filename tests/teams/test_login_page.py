"""The sign-in page offers an account only to whoever could make one."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("signup", "shown"), [("open", True), ("invite", False), ("closed", False)])
def test_the_way_to_an_account_is_shown_where_it_is_open(client, settings, signup, shown):
    settings.SIGNUP = signup

    page = client.get("/accounts/login/", headers={"host": "127.0.0.1"})

    assert ("/accounts/signup/" in page.content.decode()) is shown
