"""A chapter of its own: who has a part in which milestone, which role one waits for, and what is promised."""

from planner.models import Bonus, Responsibility, RoleNeed
from teams.models import Position

from .book import money


def tell(book):
    """Say when parts are given and a bonus is offered."""
    for each in book.story["responsibilities"]:
        book.on(each["day"], _part, book, each)
    for each in book.story["needed_roles"]:
        book.on(each["day"], _need, book, each)
    for each in book.story["bonuses"]:
        book.on(each["day"], _bonus, book, each)


def _part(book, each):
    milestone = book.row("milestone", each["milestone"])
    person = book.who(each["person"])
    book.new(Responsibility, by=milestone.owner, milestone=milestone, person=person, letter=each["letter"])


def _need(book, each):
    milestone = book.row("milestone", each["milestone"])
    position = Position.objects.get(team=book.team, title=each["position"])
    book.new(RoleNeed, by=milestone.owner, milestone=milestone, position=position)


def _bonus(book, each):
    book.new(
        Bonus,
        by=book.who(each["by"]),
        milestone=book.row("milestone", each["milestone"]),
        beneficiary=book.who(each["for"]),
        title=each["title"],
        amount=money(each["amount"]),
        currency=book.team.currency,
        note=each["note"],
    )
