"""Amounts of money as people type them, and as they are told in few digits.

How a text is read, so that nobody has to guess:
- A letter or a character multiplies: 420k, 1.5m, 2bn, 500万, 1.2亿, 3亿2000万.
- Spaces and apostrophes only group. Of a comma and a point in one text the last is the decimal mark.
- A mark that is there several times groups: 1.234.567. One that is there once and is not followed by exactly three
  digits is the decimal mark: 1,23 and 0,5.
- What is left is one mark before exactly three digits, as in 1,234 and 1.234. The reader's language decides: the mark
  that groups there makes it a thousand. The decimal mark stays one where the currency has three decimals; where it has
  fewer, a thousand was meant as likely as not, and the text is refused as ambiguous. So a German 1.234 is a thousand;
  an English 1.234 is asked about in euros, and is one and a bit in Bahraini dinars.
- A sign or a code beside it must be able to mean the currency of the field.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from .currencies import decimals_of, meant_by
from .normal_form import normal_form

Problem = Literal["unreadable", "ambiguous", "other_currency", "too_long"]

MOST_CHARACTERS = 60
MOST_DIGITS = 24
# Languages that write 1.234,50; all others write 1,234.50.
DECIMAL_COMMA = frozenset(
    {"cs", "da", "de", "el", "es", "fi", "fr", "hu", "id", "it", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sv"}
)

_FACTORS = {
    **dict.fromkeys(("k", "thousand", "tsd", "mille", "千"), 3),
    **dict.fromkeys(("万", "萬"), 4),
    **dict.fromkeys(("lakh", "lakhs", "lac"), 5),
    **dict.fromkeys(("m", "mm", "mn", "mio", "mil", "million", "millions", "millionen", "百万"), 6),
    **dict.fromkeys(("crore", "crores", "cr", "千万"), 7),
    **dict.fromkeys(("亿", "億"), 8),
    **dict.fromkeys(("b", "bn", "mrd", "billion", "billions", "milliarden", "十亿"), 9),
    **dict.fromkeys(("百亿",), 10),
    **dict.fromkeys(("千亿",), 11),
    **dict.fromkeys(("万亿", "tn", "trillion", "trillions"), 12),
}
_GAPS = " '’\u02bc`"
_FIGURE = re.compile(r"[0-9](?:[0-9.," + re.escape(_GAPS) + r"]*[0-9])?|[.,][0-9]+")
# A point right behind a letter belongs to the sign: Rs.500.
_BODY = re.compile(r"(?P<before>[^0-9]*?)(?P<figures>(?:(?<![^\W0-9_])[.,])?[0-9](?:.*[0-9])?)(?P<after>[^0-9]*)")
_THREES = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")  # the latter as India groups
_MINUS = ("-", "−", "–")


class AmountError(ValueError):
    """A text that is no amount, or not one that can be told for sure; `params` are for the sentence that says so."""

    def __init__(self, problem: Problem, **params: str) -> None:
        super().__init__(problem)
        self.problem, self.params = problem, params


@dataclass(frozen=True, slots=True)
class _Marks:
    """Which mark groups and which is the decimal one, for this reader, and how many decimals the currency has."""

    grouping: str
    decimal: str
    places: int | None


def read_amount(text: str, *, language: str = "en", currency: str = "") -> Decimal:
    """The amount a text says to a reader of a language, in a field of a currency; raises AmountError."""
    if len(text) > MOST_CHARACTERS:
        raise AmountError("too_long")
    if any(sign.isdigit() and not sign.isdecimal() for sign in text):
        raise AmountError("unreadable")  # ² would become a 2
    text = " ".join(normal_form(text).split())
    is_negative, body = _sign_of(text)
    body = _without_currency(body, currency)
    if not is_negative:
        is_negative, body = _sign_of(body)
    marks = _marks_of(language, currency)
    parts = _parts(body)
    if len(parts) > 1:
        amount = sum((_times(_number(figure, marks), power) for figure, power in parts), Decimal(0))
    else:
        amount = _single(*parts[0], marks)
    return -amount if is_negative else amount


def write_amount(value: Decimal, *, language: str = "en", currency: str = "") -> str:
    """An amount as a field shows it, which `read_amount` reads back unchanged: 1,234.5."""
    text = f"{value.normalize():,f}"
    if len(text.partition(".")[2]) == 3 and (not currency or decimals_of(currency) < 3):
        text += "0"  # three decimals could be taken for a thousand
    return text.translate(str.maketrans(",.", ".,")) if _marks_of(language, currency).decimal == "," else text


def two_digits(value: Decimal | float) -> int:
    """A figure in two digits: a spread is known no better. 553,219.4 is 550,000, and 0.4 is 0."""
    whole = round(value)
    return int(round(whole, 2 - len(str(abs(whole)))))


def in_myriads(value: Decimal | float) -> tuple[Decimal, str, bool]:
    """A figure as Chinese says it: the number, 万 or 亿, and whether that is exact; two decimals at most."""
    exact = Decimal(value)
    power, unit = (8, "亿") if abs(exact) >= 10**8 else (4, "万")
    number = exact.scaleb(-power)
    rounded = round(number, 2)
    return rounded.normalize() if rounded else Decimal(0), unit, rounded == number


def _sign_of(text: str) -> tuple[bool, str]:
    if text.startswith(_MINUS):
        return True, text[1:].lstrip()
    return False, text[1:].lstrip() if text.startswith("+") else text


def _without_currency(text: str, currency: str) -> str:
    """The text without what names a currency before or after it."""
    found = _BODY.fullmatch(text)
    if found is None:
        raise AmountError("unreadable")
    before, unit_and_after = _split_minus(found["before"]), found["after"].strip()
    unit, after = _unit_and_currency(unit_and_after.removesuffix(".-").removesuffix(",-"))
    for sign in filter(None, (before[0], after)):
        meant = meant_by(sign)
        if meant is None:
            raise AmountError("unreadable")
        if currency and currency not in meant:
            raise AmountError("other_currency", sign=sign, currency=currency)
    return before[1] + found["figures"] + unit


def _split_minus(text: str) -> tuple[str, str]:
    """What stands before the digits, as (currency, minus): $- is both."""
    text = text.strip()
    return (text[:-1].strip(), "-") if text.endswith(_MINUS) else (text, "")


def _unit_and_currency(text: str) -> tuple[str, str]:
    """What stands behind the digits, as (what multiplies, what names a currency): the longest unit it begins with."""
    small = text.casefold()
    if not text or small.rstrip(".") in _FACTORS:
        return small.rstrip("."), ""
    if meant_by(text) is not None and small[:1] not in "万亿":
        return "", text
    for length in range(len(text) - 1, 0, -1):
        unit, rest = small[:length].rstrip(" ."), text[length:].strip()
        if unit in _FACTORS and meant_by(rest) is not None:
            return unit, rest
    raise AmountError("unreadable")


def _parts(text: str) -> list[tuple[str, int]]:
    """The figures of a text, each with the power of ten it counts; several only as Chinese says them, falling."""
    parts, rest = [], text
    while rest:
        found = _FIGURE.match(rest)
        if found is None:
            raise AmountError("unreadable")
        rest = rest[found.end() :].lstrip()
        unit = next((rest[:n] for n in range(len(rest), 0, -1) if rest[:n].casefold() in _FACTORS), "")
        rest = rest[len(unit) :].lstrip()
        parts.append((found[0], _FACTORS[unit.casefold()] if unit else 0))
        if rest and (not unit or unit.isascii()):
            raise AmountError("unreadable")
    powers = [power for _figure, power in parts]
    is_falling = all(power > following for power, following in pairwise(powers))
    # What 3万5 means nobody can tell; 3万5000 is clear, and so is 3亿2000万.
    is_clear = len(parts) == 1 or powers[-1] > 0 or len(parts[-1][0]) == powers[-2]
    if not parts or not is_falling or not is_clear:
        raise AmountError("unreadable")
    return parts


def _marks_of(language: str, currency: str) -> _Marks:
    places = decimals_of(currency) if currency else None
    is_comma = language.partition("-")[0].casefold() in DECIMAL_COMMA
    return _Marks(".", ",", places) if is_comma else _Marks(",", ".", places)


def _single(figure: str, power: int, marks: _Marks) -> Decimal:
    """The amount of one figure; raises AmountError where its one mark may as well group."""
    amount = _times(_number(figure, marks), power)
    has_mark = re.fullmatch(rf"[1-9][0-9]{{0,2}}\{marks.decimal}[0-9]{{3}}", figure)
    if has_mark and not power and marks.places is not None and marks.places < 3:
        raise AmountError("ambiguous", text=figure, plain=re.sub("[^0-9]", "", figure))
    return amount


def _number(figure: str, marks: _Marks) -> Decimal:
    """The number a figure says, whatever its marks are."""
    gaps = {sign for sign in figure if sign in _GAPS}
    if len(gaps) > 1:
        raise AmountError("unreadable")
    gap = gaps.pop() if gaps else ""
    present = [sign for sign in figure if sign in ",."]
    decimal = _decimal_mark(figure, present, bool(gap), marks)
    whole, _mark, fraction = figure.rpartition(decimal) if decimal else (figure, "", "")
    groups = gap or next((sign for sign in present if sign != decimal), "")
    if groups and whole:
        if not _THREES.fullmatch(whole.replace(groups, ",")) or (gap and any(sign in ",." for sign in whole)):
            raise AmountError("unreadable")
        whole = whole.replace(groups, "")
    if not (whole + fraction).isdecimal():
        raise AmountError("unreadable")
    if len(whole + fraction) > MOST_DIGITS:
        raise AmountError("too_long")
    return Decimal(f"{whole or 0}.{fraction or 0}")


def _decimal_mark(figure: str, present: list[str], is_grouped: bool, marks: _Marks) -> str:
    """The mark that divides the whole from its decimals, or nothing."""
    if not present:
        return ""
    last = present[-1]
    if len(set(present)) > 1 or is_grouped:
        if present.count(last) > 1:
            raise AmountError("unreadable")
        return last
    if len(present) > 1:
        return ""
    whole, _mark, fraction = figure.partition(last)
    looks_grouped = len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    return "" if looks_grouped and last == marks.grouping else last


def _times(number: Decimal, power: int) -> Decimal:
    amount = number.scaleb(power)
    if amount.adjusted() >= MOST_DIGITS:
        raise AmountError("too_long")
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()
