"""Chapter five: which milestone the forecast speaks of first, and below which chance managers want to know."""

from forecast.models import Settings


def tell(book):
    """Say when the founder chose it."""
    chosen = book.story["forecast"]
    book.on(chosen["since"], _choose, book, chosen)


def _choose(book, chosen):
    founder = next(iter(book.people.values()))
    headline = book.row("milestone", chosen["headline"])
    book.new(Settings, by=founder, headline=headline, line_percent=chosen["line_percent"])
