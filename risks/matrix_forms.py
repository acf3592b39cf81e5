"""The form of a team's matrix: what probabilities and impacts mean, and the level of each square."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.forms import TeamModelForm

from .matrix_words import impact_word, probability_word
from .models import RiskMatrix, matrix_of
from .models.matrix import AMOUNT_AT_MOST, PLAIN_AMOUNT, WORD_AT_MOST, usual_matrix
from .rereading import adopt
from .scoring import SCALE, STANDARD
from .states import LEVEL_CHOICES, Kind

WORD, WHOLE, AMOUNT = "text", "whole", "amount"
PROBABILITY_COLUMNS = (
    ("word", _("Word"), WORD),
    ("low", _("From (%)"), WHOLE),
    ("high", _("to (%)"), WHOLE),
)
IMPACT_COLUMNS = (
    ("word", _("Word for a threat"), WORD),
    ("gain_word", _("Word for an opportunity"), WORD),
    ("days_low", _("Working days from"), WHOLE),
    ("days_high", _("to (days)"), WHOLE),
    ("money_low", _("Money from"), AMOUNT),
    ("money_high", _("to (money)"), AMOUNT),
)
USUAL = {
    "word": lambda name, figure: (probability_word if name == "probabilities" else impact_word)(figure, STANDARD),
    "gain_word": lambda _name, figure: impact_word(figure, STANDARD, kind=Kind.OPPORTUNITY),
}


class RowsInput(forms.Widget):
    """A table of five rows, one for each figure from 1 to 5, with an input for each column."""

    template_name = "risks/widgets/rows.html"
    use_fieldset = True

    def __init__(self, columns, label):
        super().__init__()
        self.columns, self.label = columns, label

    def get_context(self, name, value, attrs):
        rows = value if isinstance(value, list) else []
        found = {figure: (rows[figure - 1] if len(rows) >= figure else {}) for figure in SCALE}
        shown = [
            {"figure": figure, "cells": [self._cell(name, figure, column, row) for column in self.columns]}
            for figure, row in found.items()
        ]
        labels = [label for _part, label, _sort in self.columns]
        return super().get_context(name, value, attrs) | {"label": self.label, "labels": labels, "rows": shown}

    def _cell(self, name, figure, column, row):
        part, label, sort = column
        value = row.get(part)
        return {
            "name": f"{name}-{figure}-{part}",
            "label": label,
            "sort": sort,
            "value": "" if value is None else value,
            "usual": USUAL[part](name, figure) if part in USUAL else "",
            "most": WORD_AT_MOST if sort == WORD else AMOUNT_AT_MOST,
        }

    def value_from_datadict(self, data, files, name):
        return [
            {part: data.get(f"{name}-{figure}-{part}", "") for part, _label, _sort in self.columns} for figure in SCALE
        ]


class RowsField(forms.Field):
    """Five rows of typed values; what cannot be read is left as it was typed, and the row's own rule names it."""

    def __init__(self, columns, *, label, **kwargs):
        super().__init__(widget=RowsInput(columns, label), label=label, **kwargs)
        self.columns = columns

    def clean(self, value):
        return [{part: READ[sort](row[part].strip()) for part, _label, sort in self.columns} for row in value]


def _whole(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < AMOUNT_AT_MOST else text or None


def _amount(text):
    plain = text.replace(",", "").replace(" ", "").replace("\u202f", "").replace("\u00a0", "")
    return f"{Decimal(plain):f}" if PLAIN_AMOUNT.fullmatch(plain) else text or None


READ = {WORD: str, WHOLE: _whole, AMOUNT: _amount}


class GridInput(forms.Widget):
    """A select for each square, the most probable row first, as the board shows them."""

    template_name = "risks/widgets/grid.html"
    use_fieldset = True

    def get_context(self, name, value, attrs):
        grid = value if isinstance(value, list) else STANDARD.rows
        rows = [{"figure": p, "cells": [_square(name, p, i, grid) for i in SCALE]} for p in reversed(SCALE)]
        return super().get_context(name, value, attrs) | {"rows": rows, "levels": LEVEL_CHOICES, "scale": SCALE}

    def value_from_datadict(self, data, files, name):
        return [[data.get(f"{name}-{p}-{i}", "") for i in SCALE] for p in SCALE]


def _square(name, probability, impact, grid):
    value = grid[probability - 1][impact - 1]
    return {"name": f"{name}-{probability}-{impact}", "impact": impact, "value": value}


class RiskMatrixForm(TeamModelForm):
    """Starts with the matrix the team judges by; stored, it is the next one, and the open risks are read by it."""

    probabilities = RowsField(
        PROBABILITY_COLUMNS,
        label=pgettext_lazy("risk", "Probability"),
        help_text=_("A word left empty is the usual one, in everybody's language."),
    )
    impacts = RowsField(
        IMPACT_COLUMNS,
        label=_("Impact"),
        help_text=_("Days and money count for risks without an estimate of their own. They may stay empty."),
    )
    grid = forms.Field(
        label=_("Levels"), widget=GridInput, help_text=_("Rows are probabilities, columns impacts, each from 1 to 5.")
    )

    class Meta:
        model = RiskMatrix
        fields = ["probabilities", "impacts", "currency", "grid", "by_dimension"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, value in values_of(self.membership.team).items():
            self.initial[name] = value

    def store(self, *, by):
        """Store the edition and read the open risks by it; None with the reason among the form's errors."""
        try:
            return adopt(self.instance, by=by)
        except forms.ValidationError as error:
            self._update_errors(error)
        return None


def values_of(team):
    """Return the values of the matrix a team judges by now, to start a form with."""
    version = matrix_of(team).version
    row = RiskMatrix._base_manager.filter(team=team, edition=version).first()
    if row is None:
        return usual_matrix() | {"currency": team.currency}
    return {name: getattr(row, name) for name in RiskMatrixForm.Meta.fields}
