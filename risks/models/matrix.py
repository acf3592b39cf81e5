"""RiskMatrix: what probabilities, impacts and levels mean to a team, edition by edition. Append-only."""

import re
from decimal import Decimal

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import CurrencyField
from risks.matrices import faults, matrix_from
from risks.scoring import CURRENT_VERSION, LEVELS, MATRICES, SCALE, STANDARD
from teams.models import Team, TeamOwned, membership_of

WORD_AT_MOST = 40
EDITIONS_AT_MOST = 100  # of one team, all of which a risk may still have been judged by
AMOUNT_AT_MOST = 20  # characters
# No powers of ten: written out, 1E+999999999 is a gigabyte.
PLAIN_AMOUNT = re.compile(r"[0-9]{1,13}(\.[0-9]{1,6})?")
MOST_PERCENT, MOST_DAYS, MOST_MONEY = 100, 2_500, Decimal(10) ** 12
MEANINGS = ("edition", "probabilities", "impacts", "grid", "currency", "by_dimension")
PROBABILITY_PARTS = ("word", "low", "high")
IMPACT_PARTS = ("word", "gain_word", "days_low", "days_high", "money_low", "money_high")
FAULTS = {
    "percents_in_order": _("Probability %(figure)d: its range cannot end before it begins."),
    "percents_rise": _("Probability %(figure)d stands for less than a lower one. Let the ranges rise from 1 to 5."),
    "days_in_order": _("Impact %(figure)d: its days cannot end before they begin."),
    "days_rise": _("Impact %(figure)d stands for fewer days than a lower one. Let the ranges rise from 1 to 5."),
    "money_in_order": _("Impact %(figure)d: its amounts cannot end before they begin."),
    "money_rise": _("Impact %(figure)d stands for less money than a lower one. Let the ranges rise from 1 to 5."),
    "level_falls": _(
        "In the row of probability %(figure)d a level is milder than one of a lower probability or impact. "
        "A level never falls when either rises."
    ),
}


class RiskMatrix(TeamOwned):
    """One edition of a team's matrix; the latest counts, and what was judged by an earlier one keeps it.

    `probabilities` and `impacts` hold five objects from 1 to 5, of PROBABILITY_PARTS and IMPACT_PARTS, and
    grid[p - 1][i - 1] is a level. A range without meaning has two empty ends; an empty word is the usual one.
    """

    edition = models.PositiveSmallIntegerField(
        _("edition"), default=0, editable=False, validators=[MinValueValidator(CURRENT_VERSION + 1)]
    )
    probabilities = models.JSONField(_("what probabilities mean"))
    impacts = models.JSONField(_("what impacts mean"))
    currency = CurrencyField(_("currency"), blank=True, default="")
    grid = models.JSONField(_("levels"))
    by_dimension = models.BooleanField(
        _("judge impact by dimension"),
        default=False,
        help_text=_("Schedule, cost, quality, reputation and legal; the worst of them is the impact."),
    )
    author = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("author"), null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    index, index_label = "risks:board", _("Risk board")
    named_by = "edition"

    class Meta(TeamOwned.Meta):
        ordering = ["-edition"]
        verbose_name = _("risk matrix")
        verbose_name_plural = _("risk matrices")
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "edition"],
                name="riskmatrix_once_per_edition",
                violation_error_message=_("Somebody else has changed the matrix meanwhile. Look at theirs first."),
            ),
            models.CheckConstraint(
                condition=Q(edition__range=(CURRENT_VERSION + 1, EDITIONS_AT_MOST)),
                name="riskmatrix_edition_in_range",
                violation_error_message=_("A team changes its matrix at most 99 times."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"edition": self.edition}

    @classmethod
    def name_from(cls, facts):
        return str(_("Risk matrix, edition %(edition)d") % facts)

    def get_absolute_url(self):
        return reverse("risks:matrix", args=[self.team.slug])

    # Questions

    @property
    def matrix(self):
        """Return this edition as scoring.py reads it."""
        return matrix_from({name: getattr(self, name) for name in MEANINGS})

    # Making

    @classmethod
    def fill_new(cls, rows, *, by):
        super().fill_new(rows, by=by)
        for row in rows:
            row.author = membership_of(by)

    @transaction.atomic
    def store(self, *, by, **given):
        """Store as the team's next edition."""
        Team._base_manager.select_for_update().only("pk").get(pk=self.team_id)
        if self._state.adding:
            last = type(self)._base_manager.filter(team=self.team_id).aggregate(last=Max("edition"))["last"]
            self.edition = (last or CURRENT_VERSION) + 1
        super().store(by=by, **given)
        forget_matrices(self.team)
        return self

    @classmethod
    def judge_removal(cls, rows, *, by):
        """Refuse to take an edition back by which something was judged since."""
        super().judge_removal(rows, by=by)
        assessments = apps.get_model("risks.Assessment")._base_manager
        for row in rows:
            if assessments.filter(team=row.team_id, matrix_version=row.edition).exists():
                message = _("Risks were judged by this matrix since. Change it again instead.")
                raise ValidationError(message, code="judged_since")
            forget_matrices(row.team)

    def set_derived(self):
        super().set_derived()
        self.currency = self.currency or self.team.currency

    def clean(self):
        """Refuse what has not the shape of a matrix, and meanings or levels that fall where they should rise."""
        super().clean()
        self._judge_shape()
        found = {}
        for part, fault, figure in faults(self.matrix):
            error = ValidationError(FAULTS[fault], code=fault, params={"figure": figure})
            found.setdefault(part, []).append(error)
        if found:
            raise ValidationError(found)

    def _judge_shape(self):
        wrong = {
            "probabilities": not _are_rows(self.probabilities, PROBABILITY_PARTS, self._is_probability),
            "impacts": not _are_rows(self.impacts, IMPACT_PARTS, self._is_impact),
            "grid": not _is_grid(self.grid),
        }
        messages = {
            "probabilities": _("Give five probabilities, each with a range in percent, from 0 to 100."),
            "impacts": _("Give five impacts; each range has both ends, in days from 0 to 2,500, or none."),
            "grid": _("Give a level for each of the 25 squares."),
        }
        if any(wrong.values()):
            errors = {part: ValidationError(messages[part], code="shape") for part in wrong if wrong[part]}
            raise ValidationError(errors)

    @staticmethod
    def _is_probability(each):
        return _is_word(each["word"]) and _are_ends(each["low"], each["high"], MOST_PERCENT) and each["low"] is not None

    @staticmethod
    def _is_impact(each):
        words = _is_word(each["word"]) and _is_word(each["gain_word"])
        days = _are_ends(each["days_low"], each["days_high"], MOST_DAYS)
        return words and days and _are_amounts(each["money_low"], each["money_high"])


def matrices_of(team):
    """Return {version: Matrix} a team has judged by; asked once for each copy of the team, as calendar_of does."""
    kept = team.__dict__.get("kept_matrices")
    if kept is None:
        own = {row.edition: row.matrix for row in RiskMatrix._base_manager.filter(team=team)[:EDITIONS_AT_MOST]}
        kept = team.__dict__["kept_matrices"] = {**MATRICES, **own}
    return kept


def matrix_numbered(team, version):
    """Return the Matrix of a version; the usual one, by which most are judged, takes no statement."""
    return MATRICES.get(version) or matrices_of(team)[version]


def matrix_of(team):
    """Return the Matrix a team judges by now."""
    known = matrices_of(team)
    return known[max(known)]


def forget_matrices(team):
    """Let the matrices of this copy of a team be asked anew."""
    team.__dict__.pop("kept_matrices", None)


def usual_matrix():
    """Return the values of a row that means what the usual matrix means, to start a form with."""
    return {
        "probabilities": [{"word": "", "low": low, "high": high} for low, high in STANDARD.percents],
        "impacts": [dict.fromkeys(IMPACT_PARTS) | {"word": "", "gain_word": ""} for _figure in SCALE],
        "grid": [list(row) for row in STANDARD.rows],
    }


def _are_amounts(low, high):
    if low is None and high is None:
        return True
    are_plain = all(isinstance(end, str) and PLAIN_AMOUNT.fullmatch(end) for end in (low, high))
    return are_plain and all(Decimal(end) <= MOST_MONEY for end in (low, high))


def _is_word(word):
    return isinstance(word, str) and len(word) <= WORD_AT_MOST and word.isprintable()


def _are_ends(low, high, most):
    if low is None and high is None:
        return True
    return all(type(end) is int and 0 <= end <= most for end in (low, high))


def _are_rows(rows, parts, is_right):
    if not isinstance(rows, list) or len(rows) != len(SCALE):
        return False
    return all(isinstance(row, dict) and row.keys() == set(parts) and is_right(row) for row in rows)


def _is_grid(grid):
    if not isinstance(grid, list) or len(grid) != len(SCALE):
        return False
    # Asked of the tuple, one by one: what JSON holds may not be hashable.
    return all(isinstance(row, list) and len(row) == len(SCALE) and all(each in LEVELS for each in row) for row in grid)
