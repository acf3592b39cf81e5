"""Who bears which risk until when, and how much risk the team bears."""

from risks.following import follow_team
from risks.models import Acceptance, Appetite


def tell(book):
    """Say when appetites were set, and when an acceptance was asked for and given."""
    for appetite in book.story["appetites"]:
        book.on(appetite["since"], _set, book, appetite)
    for place, risk in enumerate(book.story["risks"]):
        if "acceptance" in risk:
            told, name = risk["acceptance"], ("acceptance", place)
            book.on(told["asked"], _ask, book, told, name, ("risk", place))
            book.on(told["given"], _give, book, told, name)
    book.on(-1, follow_team, book.team)


def _set(book, appetite):
    """Set an appetite, valid from a day that is over."""
    row = book.new(
        Appetite,
        by=book.who(appetite["by"]),
        category=appetite["category"],
        amber=appetite["amber"],
        red=appetite["red"],
        valid_from=book.today,
    )
    Appetite.objects.filter(pk=row.pk).update(valid_from=book.day(appetite["since"]))


def _give(book, told, name):
    book.do(name, "approve", by=book.who(told["approver"]))


def _ask(book, told, name, risk):
    book.new(
        Acceptance,
        by=book.who(told["by"]),
        keep=name,
        risk=book.row(*risk),
        requester=book.who(told["by"]),
        approver=book.who(told["approver"]),
        justification=told["justification"],
        conditions=told["conditions"],
        expires_on=book.day(told["until"]),
    )
