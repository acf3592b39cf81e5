"""People and sources stand in one order whatever the database, and a new name takes its place."""

from importlib import import_module

import pytest
from django.apps import apps

from funding.models import Source
from teams.models import Membership
from tests.factories.funding import SourceFactory
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db


def names(rows):
    return list(rows.values_list("name", flat=True))


def test_people_stand_by_pinyin_in_lists_and_choices(team, owner):
    for name in ("张伟", "bob", "李娜", "Alice"):
        MembershipFactory(team=team, name=name)

    assert names(Membership.objects.filter(team=team).exclude(pk=owner.pk)) == ["Alice", "bob", "李娜", "张伟"]


def test_a_renamed_person_moves(team, owner):
    person = MembershipFactory(team=team, name="Alice")

    person.rename("张伟", by=owner)

    person.refresh_from_db()
    assert person.sort_key == "zhang wei"


def test_a_source_takes_its_place_when_stored(team, owner):
    source = Source(team=team, name="重庆银行").store(by=owner)
    SourceFactory(team=team, name="Zukunftsfonds")
    SourceFactory(team=team, name="apex")

    assert names(Source.objects.filter(team=team)) == ["apex", source.name, "Zukunftsfonds"]


@pytest.mark.parametrize(
    ("migration", "backfill", "make"),
    [
        ("teams.migrations.0007_sort_keys", "sort_people", MembershipFactory),
        ("funding.migrations.0006_sort_keys", "sort_sources", SourceFactory),
    ],
)
def test_names_of_before_get_their_keys(team, migration, backfill, make):
    row = make(team=team, name="单田芳")
    type(row).objects.filter(pk=row.pk).update(sort_key="")

    getattr(import_module(migration), backfill)(apps, None)

    row.refresh_from_db()
    assert row.sort_key == {"sort_people": "shan tian fang", "sort_sources": "dan tian fang"}[backfill]
