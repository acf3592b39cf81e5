"""What each night's forecast raises: the joint chance for who manages the team, a milestone's day for its owner."""

from django.utils.translation import gettext_lazy as _

from .base import Topic
from .chance import FELL, LOW, ChanceFalls, fell_words, low_words
from .likely import MilestoneForecast, later_words, unlikely_words

RULES = [
    ChanceFalls(
        Topic(
            FELL,
            _("Chance fell"),
            _("when the chance of the milestone in time and with money left falls by 10 points within a week"),
            fell_words,
        ),
        Topic(
            LOW,
            _("Chance below your line"),
            _("once when it falls below the line in the settings of the forecast"),
            low_words,
        ),
    ),
    MilestoneForecast(
        Topic(
            "milestone_unlikely",
            _("Milestone unlikely by its date"),
            _("once when the forecast gives its date less than even odds"),
            unlikely_words,
        ),
        Topic(
            "milestone_later",
            _("Milestone likely later"),
            _("when the day it is 80% likely by moves 10 working days or more within a week"),
            later_words,
        ),
    ),
]
