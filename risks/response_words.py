"""By what a waterfall of responses is told, working days or money, and its words for a threat and an opportunity."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.figures import amount, money

from .states import Kind

MINUS = "\N{MINUS SIGN}"
TOGETHER = {
    "done": gettext_lazy("done"),
    "active": gettext_lazy("under way"),
    "planned": gettext_lazy("planned"),
}
TOTALS = {
    "without": gettext_lazy("Without any response"),
    "now": gettext_lazy("As things stand"),
    "planned": gettext_lazy("With everything planned"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """What differs between a threat, of which responses take something off, and an opportunity, to which they add."""

    sign: str
    counted: str
    as_planned: str
    beyond: str


SIDES = {
    Kind.THREAT: Side(
        MINUS,
        gettext_lazy("what is counted today"),
        gettext_lazy("as planned; what it took off is not known"),
        gettext_lazy("What is planned would take off more than the risk costs: some of it overlaps."),
    ),
    Kind.OPPORTUNITY: Side(
        "+",
        gettext_lazy("the upside that is counted today"),
        gettext_lazy("as planned; what it added is not known"),
        gettext_lazy("What is done and under way would add more than the whole upside: some of it overlaps."),
    ),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One unit in which effects are told: the fields that hold them, and how amounts and sums are written.

    `currency` is that of the risk; of money in another one an action is taken to say nothing. `columns` and `legends`
    go by kind and by whether the forecast says how things stand.
    """

    effect: str
    currency: str
    total: Callable
    step: Callable
    was_planned: Callable
    unsaid: Callable
    columns: dict
    legends: dict

    def of(self, action):
        """Return what an action takes off or adds by what is known; None is not known."""
        return getattr(action, self.effect) if self._counts(action) else None

    def change(self, action):
        """Return (planned, actual) of an action."""
        names = (f"{self.effect}_planned", f"{self.effect}_actual")
        return tuple(getattr(action, name) for name in names) if self._counts(action) else (None, None)

    def _counts(self, action):
        return not self.currency or action.currency == self.currency


def days():
    """Return the Measure of working days."""
    return Measure("days_off", "", _days, str, _days_planned, _unsaid_days, DAY_COLUMNS, DAY_LEGENDS)


def money_in(currency):
    """Return the Measure of money in a currency."""
    return Measure(
        effect="money_off",
        currency=currency,
        total=lambda value: money(round(value), currency),
        step=lambda value: amount(value, currency),
        was_planned=lambda value: _("%(amount)s planned") % {"amount": money(value, currency)},
        unsaid=lambda kind, count: _unsaid_money(kind, count) % {"count": count, "currency": currency},
        columns=MONEY_COLUMNS,
        legends=MONEY_LEGENDS,
    )


def further(count):
    """Tell of responses that are drawn together."""
    return ngettext("%(count)d further response", "%(count)d further responses", count) % {"count": count}


def _days(value):
    whole = round(value)
    return ngettext("%(days)d day", "%(days)d days", whole) % {"days": whole}


def _days_planned(value):
    return ngettext("%(days)d day planned", "%(days)d days planned", value) % {"days": value}


def _unsaid_days(kind, count):
    if kind == Kind.OPPORTUNITY:
        text = ngettext(
            "Of %(count)d response nobody has said how many days it adds: not counted.",
            "Of %(count)d responses nobody has said how many days they add: not counted.",
            count,
        )
    else:
        text = ngettext(
            "Of %(count)d response nobody has said how many days it takes off: not counted.",
            "Of %(count)d responses nobody has said how many days they take off: not counted.",
            count,
        )
    return text % {"count": count}


def _unsaid_money(kind, count):
    if kind == Kind.OPPORTUNITY:
        return ngettext(
            "Of %(count)d response nobody has said how much %(currency)s it adds: not counted.",
            "Of %(count)d responses nobody has said how much %(currency)s they add: not counted.",
            count,
        )
    return ngettext(
        "Of %(count)d response nobody has said how much %(currency)s it takes off: not counted.",
        "Of %(count)d responses nobody has said how much %(currency)s they take off: not counted.",
        count,
    )


# By kind, and by whether the forecast says how things stand; of money it never does.
DAY_COLUMNS = {
    (Kind.THREAT, True): gettext_lazy("Days of P80"),
    (Kind.THREAT, False): gettext_lazy("Expected days"),
    (Kind.OPPORTUNITY, True): gettext_lazy("Upside in days of P80"),
    (Kind.OPPORTUNITY, False): gettext_lazy("Expected upside in days"),
}
MONEY_COLUMNS = {
    (Kind.THREAT, False): gettext_lazy("Expected money"),
    (Kind.OPPORTUNITY, False): gettext_lazy("Expected upside in money"),
}
DAY_LEGENDS = {
    (Kind.THREAT, True): gettext_lazy(
        "As things stand is what the forecast counts; it goes by how people rate the risk now, with what is done and "
        "under way, so nothing is taken off twice. What a response takes off is what people say."
    ),
    (Kind.THREAT, False): gettext_lazy(
        "As things stand is the chance of the risk times the days it adds on average, as people rate it now, with "
        "what is done and under way; so nothing is taken off twice. What a response takes off is what people say."
    ),
    (Kind.OPPORTUNITY, True): gettext_lazy(
        "As things stand is the upside the forecast counts; it goes by how people rate the opportunity now, with what "
        "is done and under way, so nothing is added twice. What a response adds is what people say."
    ),
    (Kind.OPPORTUNITY, False): gettext_lazy(
        "As things stand is the chance of the opportunity times the days it saves on average, as people rate it now, "
        "with what is done and under way; so nothing is added twice. What a response adds is what people say."
    ),
}
MONEY_LEGENDS = {
    (Kind.THREAT, False): gettext_lazy(
        "As things stand is the chance of the risk times the money it costs on average, as people rate it now, with "
        "what is done and under way; so nothing is taken off twice. What a response takes off is what people say."
    ),
    (Kind.OPPORTUNITY, False): gettext_lazy(
        "As things stand is the chance of the opportunity times the money it brings on average, as people rate it "
        "now, with what is done and under way; so nothing is added twice. What a response adds is what people say."
    ),
}
ASKED = {
    Kind.THREAT: gettext_lazy(
        "Say how probable the risk is, and how many days it adds to a milestone or what money it costs, and this shows "
        "what the responses leave of it."
    ),
    Kind.OPPORTUNITY: gettext_lazy(
        "Say how probable the opportunity is, and how many days it saves on a milestone or what money it brings, and "
        "this shows what the responses add to that."
    ),
}
