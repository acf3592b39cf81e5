"""The forms of a round: made, edited and judged together with its terms."""

from decimal import Decimal

import pytest
from django.urls import reverse

from funding.models import Round, RoundTerms
from tests.factories.funding import RoundFactory, RoundTermsFactory

pytestmark = pytest.mark.django_db


def url(name, *rows):
    return reverse(f"funding:{name}", args=["acme", *[row.pk for row in rows]])


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_a_round_is_made_with_its_terms(browse, manager):
    answer = browse(manager).post(url("round-new"), {"name": "Seed", "currency": "EUR", "target": "500000"})

    row = Round.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, url("round", row))
    assert (row.name, row.terms.target) == ("Seed", 500_000)


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"minimum": "5"}, "Enter the target: without it the other terms say nothing."),
        ({"target": "0"}, "A target is more than zero."),
        ({"target": "5", "minimum": "0"}, "The minimum is more than zero and at most the target."),
        ({"target": "5", "minimum": "6"}, "The minimum is more than zero and at most the target."),
        ({"target": "5", "cap": "0"}, "The cap is at least the target."),
        ({"target": "a lot"}, "Enter an amount in EUR, such as 1,250.50 or 420k."),
    ],
)
def test_a_round_with_wrong_terms_is_not_made_at_all(browse, manager, terms, message):
    answer = browse(manager).post(url("round-new"), {"name": "Seed", "currency": "EUR"} | terms)

    assert answer.status_code == 422
    assert message in text_of(answer)
    assert not Round.objects.exists()


def test_editing_a_round_changes_both_and_a_stale_copy_of_the_terms_neither(browse, manager):
    row = RoundFactory(team=manager.team, target=Decimal(10))
    client, body = browse(manager), {"name": "A", "currency": "EUR", "target": "20", "version": 1, "terms_version": 1}

    first = client.post(url("round-edit", row), body)
    second = client.post(url("round-edit", row), body | {"name": "B", "target": "30", "version": 2})

    assert (first.status_code, second.status_code) == (303, 422)
    assert "changed by somebody else" in text_of(second)
    row.refresh_from_db()
    assert (row.name, RoundTerms.objects.get().target) == ("A", 20)


def test_a_form_opened_before_the_terms_were_made_does_not_overwrite_them_unasked(browse, manager):
    row = RoundFactory(team=manager.team)
    client, body = browse(manager), {"name": "A", "currency": "EUR", "target": "20", "version": 1, "terms_version": ""}
    RoundTermsFactory(team=manager.team, round=row, target=Decimal(10))

    refused = client.post(url("round-edit", row), body)
    kept = (Round.objects.get().name == row.name, RoundTerms.objects.get().target)
    form = refused.context["form"]
    again = body | {"version": form["version"].value(), "terms_version": form["terms_version"].value()}
    saved = client.post(url("round-edit", row), again)

    assert (refused.status_code, kept, saved.status_code) == (422, (True, 10), 303)
    assert "changed by somebody else while you wrote" in text_of(refused)
    assert (Round.objects.get().name, RoundTerms.objects.get().target) == ("A", 20)


def test_emptying_all_terms_of_a_round_removes_them(browse, manager):
    row = RoundFactory(team=manager.team, name="A", target=Decimal(10))
    body = {"name": "A", "currency": "EUR", "target": "", "version": 1, "terms_version": 1}

    answer = browse(manager).post(url("round-edit", row), body)

    assert (answer.status_code, RoundTerms.objects.count()) == (303, 0)
