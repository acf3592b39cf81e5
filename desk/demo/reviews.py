"""Chapter five: the weekly reviews the team has held."""

from desk.weekly.deciding import Asked, decide
from planner.models import Decided, WeeklyReview


def tell(book):
    """Say when a review was held, and what it ended with."""
    for review in book.story["reviews"]:
        book.on(review["day"], _review, book, review)


def _review(book, review):
    by = book.who(review["by"])
    row = WeeklyReview(team=book.team, on=book.day(review["day"]), by=by).store(by=by)
    for key in review["kept"]:
        milestone = book.row("milestone", key)
        asked = Asked(subject_kind=milestone._meta.label_lower, subject_id=milestone.pk, decision=Decided.KEPT)
        decide(row, asked, by=by)
    row.end(by=by, note=review["note"])
