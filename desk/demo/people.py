"""Chapter one: the team, its people and their positions."""

from teams.models import Membership, Position, User
from teams.passwords import vouch_for

from .book import SOURCE


def tell(book, password):
    """Say who joins when; the first person founds the team. `password` is the encoded one of every account."""
    founder, *others = book.story["people"]
    book.on(founder["since"], _found, book, founder, password)
    for person in others:
        book.on(person["since"], _join, book, person, password)
    for position in book.story["open_positions"]:
        book.on(position["since"], _open_position, book, position)


def _found(book, person, password):
    book.team.store(by=None)
    _join(book, person, password)


def _join(book, person, password):
    by = next(iter(book.people.values()), None)
    is_recipient = person["role"] == "recipient"
    member = book.new(
        Membership,
        by=by,
        user=None if is_recipient else _account(book, person, password),
        name=person["name"],
        email=person["email"] if is_recipient else "",
        role=person["role"],
        external_source=SOURCE,
        external_id=person["key"],
    )
    book.people[person["key"]] = member
    if person.get("reads_money"):
        member.show_money(by=by)
    book.new(
        Position,
        by=by or member,
        job_role=person["job_role"],
        title=person["title"],
        circle=person["circle"],
        holder=member,
        starts_on=book.day(person["since"]),
    )


def _account(book, person, password):
    user = User(email=person["email"], name=person["name"], password=password, time_zone=book.team.time_zone)
    user.full_clean()
    user.save()
    vouch_for(user)
    return user


def _open_position(book, position):
    book.new(
        Position,
        by=next(iter(book.people.values())),
        job_role=position["job_role"],
        title=position["title"],
        circle=position["circle"],
        starts_on=book.day(position["needed"]),
    )
