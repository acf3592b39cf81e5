"""A chapter of its own: who has a part in which milestone, and what somebody is promised for one."""

from planner.models import Bonus, Responsibility

from .book import money


def tell(book):
    """Say when parts are given and a bonus is offered."""
    for each in book.story["responsibilities"]:
        book.on(each["day"], _part, book, each)
    for each in book.story["bonuses"]:
        book.on(each["day"], _bonus, book, each)


def _part(book, each):
    milestone = book.row("milestone", each["milestone"])
    person = book.who(each["person"])
    book.new(Responsibility, by=milestone.owner, milestone=milestone, person=person, letter=each["letter"])


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
