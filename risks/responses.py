"""What the responses to a risk take off, or add to an upside, in words and bars, as risks/_responses.html shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.fetching import ROWS_AT_MOST

from .states import Effect, Kind, Status
from .waterfall import COUNTED, Response, Step, Sum, costs_of, in_turn, upside, waterfall

MINUS = "\N{MINUS SIGN}"
# A state that stands for all that count the same way.
STANDS_FOR = {"done": "done", "active": "in_progress", "planned": "todo"}


@dataclass(frozen=True, slots=True)
class Side:
    """What differs between a threat, of which responses take days off, and an opportunity, to which they add some."""

    draw: Callable
    sign: str
    counted: str
    as_planned: str
    unsaid: Callable
    beyond: str


def _unsaid_of_threat(count):
    return ngettext(
        "Of %(count)d response nobody has said what it takes off: not counted.",
        "Of %(count)d responses nobody has said what they take off: not counted.",
        count,
    )


def _unsaid_of_opportunity(count):
    return ngettext(
        "Of %(count)d response nobody has said what it adds: not counted.",
        "Of %(count)d responses nobody has said what they add: not counted.",
        count,
    )


SIDES = {
    Kind.THREAT: Side(
        waterfall,
        MINUS,
        gettext_lazy("what is counted today"),
        gettext_lazy("as planned; what it took off is not known"),
        _unsaid_of_threat,
        gettext_lazy("What is planned would take off more than the risk costs: some of it overlaps."),
    ),
    Kind.OPPORTUNITY: Side(
        upside,
        "+",
        gettext_lazy("the upside that is counted today"),
        gettext_lazy("as planned; what it added is not known"),
        _unsaid_of_opportunity,
        gettext_lazy("What is done and under way would add more than the whole upside: some of it overlaps."),
    ),
}
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
class Bar:
    """One line: an action, several together, or a sum, with the bar from `x` on and its width, in per cent.

    `begin` and `end` say where the lines stand that come from the bar above and go to the one below.
    """

    kind: str
    label: str = ""
    note: str = ""
    action: Any = None
    days: str = ""
    costs: tuple = ()
    x: str = ""
    width: str = ""
    begin: str = ""
    end: str = ""

    @property
    def is_total(self):
        return self.kind in ("total", "now")

    @property
    def is_done(self):
        return self.kind == "done"


@dataclass(frozen=True, slots=True)
class Fall:
    """The lines of a waterfall, by what its days are counted, and what is to be said of them."""

    bars: list
    is_upside: bool
    is_forecast: bool = False
    has_scale: bool = False
    notes: tuple = ()


class Responses:
    """The actions against one risk, a Part of `rows`; `about` tells them by what the forecast says the risk costs."""

    def __init__(self, risk, actions, links, rows):
        self.risk, self.actions, self.rows = risk, actions, rows
        self.side, self.is_upside = SIDES[risk.kind], risk.kind == Kind.OPPORTUNITY
        self.days = expected_days(risk, links)

    def about(self, worth):
        """Return the Fall of these actions; `worth` is asked what the risk costs in the forecast."""
        is_told = self.risk.is_open and bool(self.actions)
        cost = worth.about(self.risk) if is_told else None
        is_forecast = cost is not None and cost.is_gain == self.is_upside
        now = abs(cost.days) if is_forecast else self.days
        if now is None or not is_told:
            rows = {action.pk: action for action in self.actions}
            return Fall(
                [self._plain(rows[each.id], each) for each in in_turn(map(_response, self.actions))], self.is_upside
            )
        shown, further = (self.actions, []) if not self.actions.is_cut else self._largest()
        fall = self.side.draw(now, [*map(_response, shown), *further])
        rows = {action.pk: action for action in shown} | {each.id: each for each in further}
        return Fall(self._bars(fall, rows), self.is_upside, is_forecast, True, tuple(self._notes(fall, further)))

    def _largest(self):
        """Return the actions with the largest effects, and those beyond together: done, under way, planned."""
        counting = self.rows.filter(state__in=COUNTED)
        shown = list(counting.largest_first()[:ROWS_AT_MOST])
        sums = counting.exclude(pk__in=[action.pk for action in shown]).summed()
        kinds = {kind: [each for each in sums if COUNTED[each["state"]] == kind] for kind in STANDS_FOR}
        return shown, [_together(kind, found) for kind, found in kinds.items() if found]

    def _plain(self, action, response):
        days = self._effect(response.days)
        return Bar(COUNTED[action.state], note=self._note(action), action=action, days=days, costs=response.costs)

    def _bars(self, fall, rows):
        bars, begin = [], ""
        for row in fall.rows:
            is_sum = isinstance(row, Sum)
            bars.append(self._sum(fall, row, begin) if is_sum else self._step(fall, row, rows[row.id], begin))
            begin = bars[-1].end
        return bars

    def _sum(self, fall, row, begin):
        note = self.side.counted if row.kind == "now" else ""
        if row.kind == "planned" and self.risk.target_id:
            note = _("target: %(level)s") % {"level": self.risk.target.get_level_display()}
        width = _percent(fall.share(row.days))
        end = "" if row.kind == "planned" else width
        kind = "now" if row.kind == "now" else "total"
        return Bar(kind, str(TOTALS[row.kind]), str(note), None, _days(row.days), row.costs, "0%", width, begin, end)

    def _step(self, fall, step: Step, row, begin):
        """Return the bar of an action, or of the Response that stands for several."""
        low, high = fall.share(step.low), fall.share(step.high)
        has_bar = step.days is not None
        is_many = isinstance(row, Response)
        return Bar(
            step.kind,
            label=_further(row.count) if is_many else "",
            note=str(TOGETHER[row.id]) if is_many else self._note(row),
            action=None if is_many else row,
            days=self._effect(step.days),
            costs=costs_of([row if is_many else _response(row)]),
            x=_percent(low) if has_bar else "",
            width=_percent(high - low) if has_bar else "",
            begin=begin,
            end=_percent(high if self.is_upside else low) if has_bar else begin,
        )

    def _note(self, action):
        """Return who does it, and how its effect in the end differs from the plan."""
        parts = [action.owner.name] if action.owner else []
        planned, actual = action.days_off_planned, action.days_off_actual
        if action.is_done and planned is not None and actual is not None and planned != actual:
            parts.append(ngettext("%(days)d day planned", "%(days)d days planned", planned) % {"days": planned})
        if action.is_done and planned is not None and actual is None:
            parts.append(str(self.side.as_planned))
        return " · ".join(parts)

    def _effect(self, days):
        if days is None:
            return ""
        return f"{self.side.sign}{days}" if days else "0"

    def _notes(self, fall, further):
        if further:
            text = _("The %(most)d responses with the largest effect stand alone, the further ones together.")
            yield text % {"most": ROWS_AT_MOST}
        if fall.unknown:
            yield self.side.unsaid(fall.unknown) % {"count": fall.unknown}
        if fall.beyond >= 1:
            yield str(self.side.beyond)


def expected_days(risk, links):
    """Return the days a risk is expected to cost or save the milestone it moves most: its chance of its likely days.

    Never below 0, though what an opportunity saves is stored so. None where chance or days are not known; a percentage
    of a duration is no number of days.
    """
    likely = [link.effect_likely for link in links if link.effect == Effect.DAYS]
    chance = 100 if risk.status == Status.OCCURRED else risk.chance.percent
    if not likely or chance is None:
        return None
    return float(max(map(abs, likely)) * chance / 100)


def _response(action):
    costs = ((action.currency, action.cost),) if action.cost is not None else ()
    return Response(action.pk, action.state, action.days_off, costs)


def _together(kind, sums):
    """Return one Response for all actions that these sums are of."""
    known = [each["days"] for each in sums if each["days"] is not None]
    costs = costs_of(
        Response("", "", 0, ((each["currency"], each["cost"]),)) for each in sums if each["cost"] is not None
    )
    count, silent = (sum(each[name] for each in sums) for name in ("count", "silent"))
    return Response(kind, STANDS_FOR[kind], sum(known) if known else None, costs, count, silent)


def _further(count):
    return ngettext("%(count)d further response", "%(count)d further responses", count) % {"count": count}


def _days(days):
    whole = round(days)
    return ngettext("%(days)d day", "%(days)d days", whole) % {"days": whole}


def _percent(share):
    return f"{share:.2f}%"
