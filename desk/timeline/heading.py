"""What stands above the picture of a timeline: its days in words, today, and the day the money runs out."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from desk.picture.lettering import length

BESIDE = 6  # between a line and its word
PADDING = 7
BEFORE_MARK = 10  # between the word for the day money is out and its mark


@dataclass(frozen=True, slots=True)
class Head:
    """`ticks` are (x, word); `larger` are (x, word) of years, or months of weeks, where they have room.

    `pill` is (x, width, word) of today; `out` (x, anchor, word) of the day the money runs out, or None.
    """

    ticks: list
    larger: list
    pill: tuple
    out: tuple | None


def head_of(scale, today_x, out_on, out_x):
    """Return the Head of a scale; today and the day money is out go before the names of years."""
    word = _("Today")
    half = length(word) / 2 + PADDING
    pill = (max(today_x - half, 0.0), 2 * half, word)
    taken, out = [(pill[0], pill[0] + pill[1])], None
    if out_x is not None:
        # Translators: above the timeline, at the day the money runs out
        text = _("money out %(day)s") % {"day": date_format(out_on, "MONTH_DAY_FORMAT")}
        out, span = _out(text, out_x, taken[0])
        taken.append(span)
    ticks = [(round(tick.x), _tick_word(scale.key, tick)) for tick in scale.ticks()]
    larger = [(round(tick.x), _larger_word(scale.key, tick)) for tick in scale.ticks() if tick.opens]
    larger = [] if scale.key == "year" else [each for each in larger if _is_free(*each, taken)]
    return Head(ticks, larger, pill, out)


def _out(text, x, pill):
    """Return (x, anchor, word) and the room they take: before the mark, or after it where today stands before."""
    size = length(text) + BEFORE_MARK
    start = x - size
    if start < 0 or (start < pill[1] + BESIDE and x > pill[0]):
        return (x + BEFORE_MARK, "start", text), (x - BESIDE, x + size)
    return (x - BEFORE_MARK, "end", text), (start, x + BESIDE)


def _is_free(x, word, taken):
    start, end = x, x + BESIDE + length(word)
    return all(end + BESIDE < first or start > last for first, last in taken)


def _tick_word(key, tick):
    if key == "week":
        return date_format(tick.day, "MONTH_DAY_FORMAT")
    if key == "month":
        return date_format(tick.day, pgettext("date format", "M"))
    if key == "quarter":
        # Translators: a quarter of a year above the timeline, such as Q3
        return _("Q%(number)s") % {"number": tick.quarter}
    return str(tick.day.year)


def _larger_word(key, tick):
    return date_format(tick.day, "YEAR_MONTH_FORMAT") if key == "week" else str(tick.day.year)
