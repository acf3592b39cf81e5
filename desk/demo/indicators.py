"""What shows early that a risk comes nearer: indicators, and what was measured for them."""

from risks.models import Indicator

from .book import money


def tell(book):
    """Say when each indicator is agreed on, and what it was on which day."""
    for place, indicator in enumerate(book.story["indicators"]):
        name = ("indicator", place)
        book.on(indicator["since"], _indicator, book, indicator, name)
        for day, value in indicator["readings"]:
            book.on(day, _measure, book, name, indicator, day, value)


def _indicator(book, indicator, name):
    owner = book.who(indicator["owner"])
    book.new(
        Indicator,
        by=owner,
        keep=name,
        risk=book.row("risk", indicator["risk"]),
        name=indicator["name"],
        unit=indicator["unit"],
        direction=indicator["direction"],
        amber=money(indicator["amber"]),
        red=money(indicator["red"]),
        owner=owner,
        source=indicator["source"],
    )


def _measure(book, name, indicator, day, value):
    by = book.who(indicator["owner"])
    book.do(name, "measure", by=by, value=money(value), measured_on=book.day(day))
