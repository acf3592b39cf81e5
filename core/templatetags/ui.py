"""What templates need to show things: icons, dates in words, amounts, initials."""

import functools
import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import dropwhile
from math import floor

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from lucide.templatetags.lucide import lucide

from core.fetching import rest_words
from core.figures import DASH, amount, example, money, money_range, myriads, spread
from core.set_filters import EMPTY, FILTERS
from core.tones import tone_of

register = template.Library()
for write in (amount, example, money, myriads, spread, *FILTERS):
    register.filter(write)
register.simple_tag(money_range)
register.simple_tag(rest_words)

DAYS_IN_WORDS = 60
MONTHS_IN_WORDS = 24
DAYS_PER_MONTH = 30.44
SOON = 14
UNDO, WAY_ON = "undo:", "on:"  # what a message carries besides its text, each up to the next blank
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# The first that occurs counts: Edge also says Chrome, Chrome also says Safari, Android also says Linux.
PROGRAMS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
]
SYSTEMS = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
]


@register.simple_tag
def icon(name, size=16):
    """Show a Lucide icon beside a word; screen readers pass over it."""
    return _icon(str(name), size)


@functools.lru_cache(maxsize=256)
def _icon(name, size):
    return lucide(name, size=size, aria_hidden="true", focusable="false", stroke_width="1.75")


@register.filter
def among(told, rows):
    """Name the rows a template will ask about, so that what an upper app tells of them is read at once."""
    return told.among(rows)


@register.filter
def about(told, row):
    """Return what an upper app tells of a row, or None."""
    return told.about(row)


@register.simple_tag
def static_if_there(path):
    """Return the address of a static file that an installation may lack, or nothing."""
    try:
        return static(path)
    except ValueError:
        return ""


@register.filter
def due_words(day, today):
    """Say a date as distance from today: today, tomorrow, in 5 days, 3 days ago, in 4 months."""
    if day is None:
        return DASH
    days = (day - today).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in near:
        return near[days]
    ahead, away = days > 0, abs(days)
    if away <= DAYS_IN_WORDS:
        return _days(away, ahead)
    months = round(away / DAYS_PER_MONTH)
    if months <= MONTHS_IN_WORDS:
        return _months(months, ahead)
    return _years(round(months / 12), ahead)


def _days(count, ahead):
    if ahead:
        return ngettext("in %(count)s day", "in %(count)s days", count) % {"count": count}
    return ngettext("%(count)s day ago", "%(count)s days ago", count) % {"count": count}


def _months(count, ahead):
    if ahead:
        return ngettext("in %(count)s month", "in %(count)s months", count) % {"count": count}
    return ngettext("%(count)s month ago", "%(count)s months ago", count) % {"count": count}


def _years(count, ahead):
    if ahead:
        return ngettext("in %(count)s year", "in %(count)s years", count) % {"count": count}
    return ngettext("%(count)s year ago", "%(count)s years ago", count) % {"count": count}


@register.filter
def day_beside(day, today):
    """Write a date beside its distance from today, without the year where that is this year."""
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")


@register.filter
def due_state(day, today):
    """Return none, late, today, soon (within 14 days) or later."""
    if day is None:
        return "none"
    days = (day - today).days
    if days <= 0:
        return "late" if days else "today"
    return "soon" if days <= SOON else "later"


@register.filter
def shortened(text, most):
    """Cut a text to so many characters, the dots counted. Django's truncatechars normalises all of it first."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


@register.filter
def initials(name):
    """Return two letters for a name: Ada Lovelace AL, Ada A, Dr. Ada Lovelace AL, 王小明 小明."""
    words = str(name or "").split()
    words = list(dropwhile(_is_title, words)) or words
    if not words:
        return ""
    if HAN.search(words[0]):
        return "".join(words)[-2:]
    ends = words if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0] for word in ends).upper()


def _is_title(word):
    """Say whether a word before a name is a title, such as Dr., and no initial, such as J."""
    return len(word) > 2 and word.endswith(".")


@register.filter
def percent(share):
    """Write a share from 0 to 1 in whole per cent: 100% only when it is whole, 0% only when it is nothing."""
    if share is None or share == "":
        return DASH
    exact = Fraction(share) * 100
    return percents(1 if 0 < exact < 1 else floor(exact))


@register.filter
def percents(number):
    """Write a number of per cent: 40 is 40%."""
    if number is None or number == "":
        return DASH
    # Translators: a number of per cent; French puts a space before the sign.
    return pgettext("share", "%(number)s%%") % {"number": number}


@register.filter
def tone(state):
    """Return how a state is marked: active, good, warn, bad, closed, else neutral."""
    return tone_of(state)


@register.filter
def browser(user_agent):
    """Say which browser on which system a User-Agent header stands for, as far as it can be told."""
    program = next((name for mark, name in PROGRAMS if mark in user_agent), _("Unknown browser"))
    system = next((name for mark, name in SYSTEMS if mark in user_agent), None)
    if system is None:
        return program
    # Translators: such as "Firefox on Linux"
    return _("%(program)s on %(system)s") % {"program": program, "system": system}


@register.filter
def undo_url(message):
    """Return the address a POST to which takes back what a message tells, or nothing."""
    return next(iter(_carried(message, UNDO)), "")


@register.filter
def ways_on(message):
    """Return what a message leads on to, each as (the number of a row, an address)."""
    return [tuple(each.split("=", 1)) for each in _carried(message, WAY_ON)]


def _carried(message, mark):
    return [each.removeprefix(mark) for each in (message.extra_tags or "").split() if each.startswith(mark)]


@register.filter
def parts(form):
    """Return a form's fields as they are shown: {"open": [...], "folded": [{title, fields, is_open, choice}]}.

    Short fields that belong together stand among the open ones as a row: {title, fields}, from the form's `in_rows`.
    A folded part may belong to a choice, (name of its field, value), from the form's `unfolds`.
    """
    folded = getattr(form, "folded", {})
    hidden_away = {name for names in folded.values() for name in names}
    visible = {field.name: field for field in form.visible_fields()}
    choices = _choices_of_parts(form, visible)
    groups = []
    for title, names in folded.items():
        fields = [visible[name] for name in names if name in visible]
        if fields:
            choice = choices.get(names)
            is_open = any(map(_needs_a_look, fields)) or (choice is not None and choice.is_chosen)
            groups.append({"title": title, "fields": fields, "is_open": is_open, "choice": choice})
    shown = {name: field for name, field in visible.items() if name not in hidden_away}
    return {"open": _in_rows(shown, getattr(form, "in_rows", {})), "folded": groups}


@dataclass(frozen=True)
class Choice:
    """The value of a field that a part of the form belongs to."""

    name: str
    value: str
    is_chosen: bool


def _choices_of_parts(form, visible):
    """Return {names of a part's fields: its Choice}, where what is chosen can still be changed."""
    return {
        names: Choice(visible[field].html_name, value, visible[field].value() == value)
        for field, of_values in getattr(form, "unfolds", {}).items()
        if field in visible
        for value, names in of_values.items()
    }


def _in_rows(fields, rows):
    """Return fields with each row in the place of its first one."""
    row_of = {name: {"title": title, "fields": []} for title, names in rows.items() for name in names[:1]}
    row_of |= {name: row_of[names[0]] for names in rows.values() for name in names}
    shown = []
    for name, field in fields.items():
        row = row_of.get(name)
        if row is None:
            shown.append(field)
            continue
        if not row["fields"]:
            shown.append(row)
        row["fields"].append(field)
    return shown


def _needs_a_look(field):
    usual = getattr(field.form, "usual", {}).get(field.name)
    return bool(field.errors) or field.value() not in (*EMPTY, usual)
