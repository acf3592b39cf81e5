"""Chapter five: the weekly reviews the team has held."""

from planner.models import WeeklyReview


def tell(book):
    """Say when a review was held, and what it ended with."""
    for review in book.story["reviews"]:
        book.on(review["day"], _review, book, review)


def _review(book, review):
    by = book.who(review["by"])
    row = WeeklyReview(team=book.team, on=book.day(review["day"]), by=by).store(by=by)
    row.end(by=by, note=review["note"])
