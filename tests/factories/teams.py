"""Teams and people for tests."""

import factory

from core.sort_keys import sort_key
from teams.models import Membership, Position, Team, User
from teams.roles import Role


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.com")
    password = "!"


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")
    slug = factory.Sequence(lambda n: f"team-{n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    team = factory.SubFactory(TeamFactory)
    name = factory.Sequence(lambda n: f"Person {n}")
    sort_key = factory.LazyAttribute(lambda person: sort_key(person.name, of_person=True))
    user = factory.SubFactory(UserFactory, name=factory.SelfAttribute("..name"))
    role = Role.MEMBER


class PositionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Position

    team = factory.SubFactory(TeamFactory)
    job_role = "engineer"
