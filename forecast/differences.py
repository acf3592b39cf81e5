"""Scenarios in words: each figure with what it is better or worse by, and what a scenario changes."""

from dataclasses import dataclass
from math import ceil

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.templatetags.ui import DASH, amount

from .change_kinds import ChangeKind, row_kind
from .models.scenario import days_in_words, percent_in_words
from .templatetags.chances import chance, points
from .wording import Names

# What a change is called where the row it is about is shown: %(row)s is its name, or its code where it has one.
CHANGED = {
    ChangeKind.DUE: gettext_lazy("%(row)s due on %(day)s"),
    ChangeKind.SOONER: gettext_lazy("%(row)s %(days)s"),
    ChangeKind.WON: gettext_lazy("%(row)s won"),
    ChangeKind.LOST: gettext_lazy("%(row)s lost"),
    ChangeKind.PLAN: gettext_lazy("%(row)s activated"),
    ChangeKind.READY: gettext_lazy("%(row)s made ready"),
    ChangeKind.RISK: gettext_lazy("without %(row)s"),
    ChangeKind.EXPENSE: gettext_lazy("monthly expenses %(percent)s"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: what it is, by what it differs from the base, and whether that is good."""

    label: str
    value: str
    difference: str = ""
    tone: str = ""


def cells(figures, base=None):
    """Return the cells of a row; with the base's Figures each says by what it differs.

    Where the base was run another number of times nothing is said: chance would tell more than the changes.
    """
    if base is not None and base.iterations != figures.iterations:
        base = None
    rows = [
        (_("Joint chance"), _chance(figures.joint), base and _points(figures.joint, base.joint)),
        (_("80% likely by"), _day(figures.p80), base and _days(figures.p80, base.p80, is_later_better=False)),
        (_("By its date"), _chance(figures.chance), base and _points(figures.chance, base.chance)),
        (
            _("Money out in 1 of 10"),
            _out(figures),
            base and base.has_money and figures.has_money and _days(figures.out, base.out, is_later_better=True),
        ),
        (_("Reserve for 80%"), _reserve(figures.reserve), base and _less(figures.reserve, base.reserve)),
    ]
    return [Cell(str(label), value, *(told or ("", ""))) for label, value, told in rows]


def names_of(membership, changes):
    """Return what resolves the rows of changes as far as a person may see them."""
    return Names(membership, subjects_of_changes(changes))


def subjects_of_changes(changes):
    """Return the (kind, id) pairs that changes are about."""
    return [(row_kind(each.kind), str(each.subject)) for each in changes if each.subject]


def changed(names, each):
    """Say what a change is, with the row it is about; what is not seen is "another risk"."""
    told = {
        "row": names.name(row_kind(each.kind), str(each.subject)) if each.subject else "",
        "day": each.day and date_format(each.day),
        "days": days_in_words(each.number or 0),
        "percent": percent_in_words(each.number or 0),
    }
    text = str(CHANGED[each.kind] % told)
    return text[:1].upper() + text[1:]


def _chance(share):
    return DASH if share is None else str(chance(share))


def _day(day):
    return _("later") if day is None else date_format(day)


def _out(figures):
    if not figures.has_money:
        return DASH
    return _("not in sight") if figures.out is None else date_format(figures.out)


def _reserve(figure):
    if figure is None:
        return DASH
    return amount(_hundreds(figure)) if _hundreds(figure) else _("none needed")


def _hundreds(figure):
    return ceil(figure / 100) * 100


def _points(share, base):
    if share is None or base is None:
        return None
    # As they are shown, so that the difference is that of the figures a reader sees.
    difference = round(share * 100) - round(base * 100)
    if not difference:
        return _("the same"), ""
    text = ngettext("%(number)s point", "%(number)s points", abs(difference)) % {"number": points(difference / 100)}
    return text, "good" if difference > 0 else "warn"


def _days(day, base, *, is_later_better):
    if day is None or base is None:
        if day == base:
            return _("the same"), ""
        is_later = day is None
        return (_("much later") if is_later else _("much sooner")), "good" if is_later is is_later_better else "warn"
    difference = (day - base).days
    if not difference:
        return _("same day"), ""
    told = {"number": abs(difference)}
    if difference > 0:
        text = ngettext("%(number)s day later", "%(number)s days later", abs(difference)) % told
    else:
        text = ngettext("%(number)s day sooner", "%(number)s days sooner", abs(difference)) % told
    return text, "good" if (difference > 0) is is_later_better else "warn"


def _less(figure, base):
    if figure is None or base is None:
        return None
    difference = _hundreds(figure) - _hundreds(base)
    if not difference:
        return _("the same"), ""
    told = {"amount": amount(abs(difference))}
    return (_("%(amount)s less") % told, "good") if difference < 0 else (_("%(amount)s more") % told, "warn")
