"""What the responses to a risk take off, or add to an upside, in words and bars, as risks/_responses.html shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.fetching import ROWS_AT_MOST

from .exposure import exposure_of
from .models.verifying import verifiable_by
from .response_words import ASKED, SIDES, TOGETHER, TOTALS, Measure, days, further, money_in
from .states import Effect, Kind, Status
from .waterfall import ABOVE, COUNTED, Response, Step, Sum, Waterfall, costs_of, upside, waterfall

DRAWN: dict[str, Callable[..., Waterfall]] = {Kind.THREAT: waterfall, Kind.OPPORTUNITY: upside}
# A state that stands for all that count the same way.
STANDS_FOR = {"done": "done", "active": "in_progress", "planned": "todo"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: an action, several together, or a sum, with the bar from `x` on and its width, in per cent.

    `begin` and `end` say where the lines stand that come from the bar above and go to the one below.
    """

    kind: str
    label: str = ""
    note: str = ""
    action: Any = None
    amount: str = ""
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
class Stake:
    """How much is at stake as things stand, by one measure; None is not known."""

    measure: Measure
    now: float | None
    is_forecast: bool = False


@dataclass(frozen=True, slots=True)
class Fall:
    """The lines of a waterfall, by what they are counted, and what is to be said of them."""

    bars: list
    is_upside: bool
    column: str
    legend: str
    is_forecast: bool = False
    has_scale: bool = False
    notes: tuple = ()

    @property
    def actions(self):
        return [bar.action for bar in self.bars if bar.action]

    @property
    def says_something(self):
        """Say whether an action has a bar."""
        return any(bar.width and not bar.is_total for bar in self.bars)


class Verifiable:
    """Which of the actions a template shows a person may verify."""

    def __init__(self, membership):
        self.membership = membership

    def among(self, actions):
        """Return their keys; two statements at most."""
        return verifiable_by(actions, self.membership)


class Responses:
    """The actions against one risk, a Part of `rows`; `about` tells them by what the forecast says the risk costs."""

    def __init__(self, risk, actions, links, rows):
        self.risk, self.actions, self.rows, self.links = risk, actions, rows, links
        self.side, self.is_upside = SIDES[risk.kind], risk.kind == Kind.OPPORTUNITY

    def about(self, worth):
        """Return the Falls of these actions: by days, by money, or by both; `worth` is asked what the forecast says.

        One in which no action says anything is left out where the other one does. Where neither days nor money of the
        risk is known, a Fall without bars lists the actions.
        """
        known = [each for each in self.stakes(worth) if each.now is not None] if self.actions else []
        if not known:
            return [self._listed()]
        falls = [self._fall(each) for each in known]
        return [fall for fall in falls if fall.says_something] or falls[:1]

    def stakes(self, worth):
        """Return how the risk stands in days and in money; what is not open any more costs nothing."""
        by_day = self._by_day(worth) if self.risk.is_open else Stake(days(), None)
        money = expected_money(self.risk) if self.risk.is_open else None
        return [by_day, Stake(money_in(self.risk.currency), money)]

    def waterfall(self, stake):
        """Return the Waterfall of a stake that is known, and what its steps stand for, by id.

        That is an action, or a Response for several that are drawn together.
        """
        shown, together = (self.actions, []) if not self.actions.is_cut else self._largest(stake.measure)
        given = [*(_response(action, stake.measure) for action in shown), *together]
        rows = {action.pk: action for action in shown} | {each.id: each for each in together}
        return DRAWN[self.risk.kind](stake.now, given), rows

    def _by_day(self, worth):
        cost = worth.about(self.risk)
        if cost is not None and cost.is_gain == self.is_upside:
            return Stake(days(), abs(cost.days), is_forecast=True)
        return Stake(days(), expected_days(self.risk, self.links))

    def _fall(self, stake):
        fall, rows = self.waterfall(stake)
        key = (self.risk.kind, stake.is_forecast)
        return Fall(
            self._bars(fall, rows, stake.measure),
            self.is_upside,
            column=stake.measure.columns[key],
            legend=str(stake.measure.legends[key]),
            is_forecast=stake.is_forecast,
            has_scale=True,
            notes=tuple(self._notes(fall, rows.values(), stake.measure)),
        )

    def _listed(self):
        """Return a Fall without bars, of a risk of which nobody knows what it costs."""
        bars = [self._plain(action) for action in self.actions if action.state in COUNTED]
        bars.sort(key=lambda bar: ABOVE[bar.kind])
        return Fall(bars, self.is_upside, column=_("Effect"), legend=ASKED[self.risk.kind])

    def _plain(self, action):
        told, measures = [], (days(), money_in(action.currency))
        for measure in measures:
            effect = measure.of(action)
            if effect is not None:
                told.append(f"{self.side.sign if effect else ''}{measure.total(effect)}")
        costs = _costs(action)
        note = self._note(action, *measures)
        return Bar(COUNTED[action.state], note=note, action=action, amount=" · ".join(told), costs=costs)

    def _largest(self, measure):
        """Return the actions with the largest effects, and those beyond together: done, under way, planned."""
        counting = self.rows.filter(state__in=COUNTED)
        shown = list(counting.largest_first(measure.effect, measure.currency)[:ROWS_AT_MOST])
        beyond = counting.exclude(pk__in=[action.pk for action in shown])
        sums = beyond.summed(measure.effect, measure.currency)
        kinds = {kind: [each for each in sums if COUNTED[each["state"]] == kind] for kind in STANDS_FOR}
        return shown, [_together(kind, found) for kind, found in kinds.items() if found]

    def _bars(self, fall, rows, measure):
        bars, begin = [], ""
        for row in fall.rows:
            told = self._sum if isinstance(row, Sum) else self._step
            bars.append(told(fall, row, rows, measure, begin))
            begin = bars[-1].end
        return bars

    def _sum(self, fall, row, _rows, measure, begin):
        note = self.side.counted if row.kind == "now" else ""
        if row.kind == "planned" and self.risk.target_id:
            note = _("target: %(level)s") % {"level": self.risk.target.get_level_display()}
        width = _percent(fall.share(row.amount))
        return Bar(
            "now" if row.kind == "now" else "total",
            label=str(TOTALS[row.kind]),
            note=str(note),
            amount=measure.total(row.amount),
            costs=row.costs,
            x="0%",
            width=width,
            begin=begin,
            end="" if row.kind == "planned" else width,
        )

    def _step(self, fall, step: Step, rows, measure, begin):
        """Return the bar of an action, or of the Response that stands for several."""
        row = rows[step.id]
        low, high = fall.share(step.low), fall.share(step.high)
        has_bar = step.effect is not None
        is_many = isinstance(row, Response)
        return Bar(
            step.kind,
            label=further(row.count) if is_many else "",
            note=str(TOGETHER[row.id]) if is_many else self._note(row, measure),
            action=None if is_many else row,
            amount=self._effect(step.effect, measure),
            costs=costs_behind(row),
            x=_percent(low) if has_bar else "",
            width=_percent(high - low) if has_bar else "",
            begin=begin,
            end=_percent(high if self.is_upside else low) if has_bar else begin,
        )

    def _note(self, action, *measures):
        """Return who does it, and how its effect in the end differs from the plan, by each measure."""
        parts = [action.owner.name] if action.owner else []
        told = [self._since_planned(*measure.change(action), measure) for measure in measures if action.is_done]
        return " · ".join([*parts, *dict.fromkeys(filter(None, told))])

    def _since_planned(self, planned, actual, measure):
        if planned is None or planned == actual:
            return ""
        return str(self.side.as_planned) if actual is None else measure.was_planned(planned)

    def _effect(self, effect, measure):
        if effect is None:
            return ""
        return f"{self.side.sign}{measure.step(effect)}" if effect else "0"

    def _notes(self, fall, rows, measure):
        if any(isinstance(row, Response) for row in rows):
            text = _("The %(most)d responses with the largest effect stand alone, the further ones together.")
            yield text % {"most": ROWS_AT_MOST}
        if fall.unknown:
            yield measure.unsaid(self.risk.kind, fall.unknown)
        if fall.beyond >= 1:
            yield str(self.side.beyond)


def expected_days(risk, links):
    """Return the working days a risk is expected to cost or save the milestone it moves most.

    Its chance times the mean of its range, as exposure counts it. Never below 0, though what an opportunity saves is
    stored so. None where chance or days are not known; a percentage of a duration is no number of days.
    """
    told = [_expected(risk, link.figures) for link in links if link.effect == Effect.DAYS]
    known = [each for each in told if each is not None]
    return max(known, default=None)


def expected_money(risk):
    """Return the money a risk is expected to cost or bring, in its currency, or None."""
    if risk.money_likely is None:
        return None
    return _expected(risk, (risk.money_min, risk.money_likely, risk.money_max))


def _expected(risk, effect):
    share = Fraction(1) if risk.status == Status.OCCURRED else risk.chance.share
    exposure = exposure_of(share, [effect])
    return None if exposure is None else abs(float(exposure))


def costs_behind(row):
    """Return what an action, or a Response for several, costs."""
    return row.costs if isinstance(row, Response) else _costs(row)


def _response(action, measure):
    return Response(action.pk, action.state, measure.of(action), _costs(action))


def _costs(action):
    return ((action.currency, action.cost),) if action.cost is not None else ()


def _together(kind, sums):
    """Return one Response for all actions that these sums are of."""
    known = [each["effect"] for each in sums if each["effect"] is not None]
    costs = costs_of(
        Response("", "", 0, ((each["currency"], each["cost"]),)) for each in sums if each["cost"] is not None
    )
    count, silent = (sum(each[name] for each in sums) for name in ("count", "silent"))
    return Response(kind, STANDS_FOR[kind], sum(known) if known else None, costs, count, silent)


def _percent(share):
    return f"{share:.2f}%"
