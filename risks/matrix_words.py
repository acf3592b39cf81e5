"""The words of a team's matrix: what a probability and an impact are called, and what they stand for."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from core.templatetags.ui import money

from .scoring import GAIN_WORDS, IMPACT_WORDS, PROBABILITY_WORDS, SCALE
from .states import Dimension, Kind

NOT_RATED = ("", pgettext_lazy("risk", "Not rated"))


def probability_word(figure, matrix):
    """Return what a probability from 1 to 5 is called."""
    return matrix.probability_words[figure - 1] or _(PROBABILITY_WORDS[figure])


def impact_word(figure, matrix, *, kind=Kind.THREAT):
    """Return what an impact from 1 to 5 is called: for a threat how bad it is, for an opportunity how good."""
    if kind == Kind.OPPORTUNITY:
        return matrix.gain_words[figure - 1] or _(GAIN_WORDS[figure])
    return matrix.impact_words[figure - 1] or _(IMPACT_WORDS[figure])


def percent_range(figure, matrix):
    """Return the range a probability stands for."""
    low, high = matrix.percents[figure - 1]
    # Translators: a range of probabilities, such as 30–50%.
    return _("%(low)d–%(high)d%%") % {"low": low, "high": high}


def impact_ranges(figure, matrix, dimension=None):
    """Return what an impact stands for in days and money, such as "5–10 working days · €1,000–€5,000", or "".

    Of one dimension only what is measured in it: days of the schedule, money of cost, nothing of the others.
    """
    told = []
    if dimension in (None, Dimension.SCHEDULE) and (days := matrix.days[figure - 1]):
        low, high = days
        text = ngettext("%(low)d–%(high)d working day", "%(low)d–%(high)d working days", high)
        told.append(text % {"low": low, "high": high})
    if dimension in (None, Dimension.COST) and (amounts := matrix.money[figure - 1]):
        told.append("–".join(money(each, matrix.currency) for each in amounts))
    return " · ".join(told)


def probability_choices(matrix):
    """Return choices such as "4 · Likely · 50–80%", after "not rated"."""
    told = (f"{p} · {probability_word(p, matrix)} · {percent_range(p, matrix)}" for p in SCALE)
    return [NOT_RATED, *zip(SCALE, told, strict=True)]


def impact_choices(matrix, *, kind=Kind.THREAT, dimension=None):
    """Return choices such as "4 · Major", with what each stands for where the team says so, after "not rated"."""
    told = (" · ".join(filter(None, _parts(i, matrix, kind, dimension))) for i in SCALE)
    return [NOT_RATED, *zip(SCALE, told, strict=True)]


def _parts(figure, matrix, kind, dimension):
    return str(figure), impact_word(figure, matrix, kind=kind), impact_ranges(figure, matrix, dimension)
