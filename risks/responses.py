"""What the responses to a risk take off, in words and bars, as risks/_responses.html shows it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .states import Effect, Kind, Status
from .waterfall import COUNTED, Response, Step, Sum, costs_of, in_turn, waterfall

TOTALS = {
    "without": (gettext_lazy("Without any response"), ""),
    "now": (gettext_lazy("As things stand"), gettext_lazy("what is counted today")),
    "planned": (gettext_lazy("With everything planned"), ""),
}
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: an action or a sum, with the bar from `x` on and its width, in per cent.

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
        return self.action is None


@dataclass(frozen=True, slots=True)
class Fall:
    """The lines of a waterfall, by what its days are counted, and what is to be said of them."""

    bars: list
    is_forecast: bool = False
    has_scale: bool = False
    notes: tuple = ()


class Responses:
    """The actions against one risk; `about` tells them by what the forecast says the risk costs, else the register."""

    def __init__(self, risk, actions, links):
        self.risk, self.actions = risk, actions
        self.days = expected_days(risk, links)

    def about(self, worth):
        """Return the Fall of these actions; `worth` is asked what the risk costs in the forecast."""
        rows = {action.pk: action for action in self.actions}
        is_told = self.risk.is_open and self.risk.kind == Kind.THREAT and rows and not self.actions.is_cut
        cost = worth.about(self.risk) if is_told else None
        is_forecast = cost is not None and not cost.is_gain
        now = cost.days if is_forecast else self.days
        if now is None or not is_told:
            return Fall([_plain(rows[each.id], each) for each in in_turn(map(_response, self.actions))])
        fall = waterfall(now, map(_response, self.actions))
        return Fall(_bars(fall, rows, self.risk), is_forecast, True, tuple(_notes(fall)))


def expected_days(risk, links):
    """Return the days a threat is expected to cost the milestone it hits hardest: its chance of its likely days.

    None where neither is known; a percentage of a duration is no number of days.
    """
    likely = [link.effect_likely for link in links if link.effect == Effect.DAYS]
    chance = 100 if risk.status == Status.OCCURRED else risk.chance.percent
    if risk.kind != Kind.THREAT or not likely or chance is None:
        return None
    return float(max(likely) * chance / 100)


def _response(action):
    return Response(action.pk, action.state, action.days_off, action.cost, action.currency)


def _plain(action, response):
    return Bar(
        COUNTED[action.state], note=_note(action), action=action, days=_off(response.days), costs=costs_of([response])
    )


def _bars(fall, rows, risk):
    bars, begin = [], ""
    for row in fall.rows:
        if isinstance(row, Sum):
            label, note = TOTALS[row.kind]
            if row.kind == "planned" and risk.target_id:
                note = _("target: %(level)s") % {"level": risk.target.get_level_display()}
            end = "" if row.kind == "planned" else _percent(fall.share(row.days))
            kind = "now" if row.kind == "now" else "total"
            width = _percent(fall.share(row.days))
            bars.append(Bar(kind, str(label), str(note), None, _days(row.days), row.costs, "0%", width, begin, end))
        else:
            bars.append(_bar(fall, row, rows[row.id], begin))
        begin = bars[-1].end
    return bars


def _bar(fall, step: Step, action, begin):
    low, high = fall.share(step.low), fall.share(step.high)
    has_bar = step.days is not None
    return Bar(
        step.kind,
        note=_note(action),
        action=action,
        days=_off(step.days),
        costs=costs_of([_response(action)]),
        x=_percent(low) if has_bar else "",
        width=_percent(high - low) if has_bar else "",
        begin=begin,
        end=_percent(low) if has_bar else begin,
    )


def _note(action):
    """Return who does it, and how what it took off differs from the plan."""
    parts = [action.owner.name] if action.owner else []
    planned, actual = action.days_off_planned, action.days_off_actual
    if action.is_done and planned is not None and actual is not None and planned != actual:
        parts.append(ngettext("%(days)d day planned", "%(days)d days planned", planned) % {"days": planned})
    if action.is_done and planned is not None and actual is None:
        parts.append(_("as planned; what it took off is not known"))
    return " · ".join(parts)


def _notes(fall):
    if fall.unknown:
        text = ngettext(
            "Of %(count)d response nobody has said what it takes off: not counted.",
            "Of %(count)d responses nobody has said what they take off: not counted.",
            fall.unknown,
        )
        yield text % {"count": fall.unknown}
    if fall.beyond >= 1:
        yield _("What is planned would take off more than the risk costs: some of it overlaps.")


def _days(days):
    whole = round(days)
    return ngettext("%(days)d day", "%(days)d days", whole) % {"days": whole}


def _off(days):
    if days is None:
        return ""
    return f"{MINUS}{days}" if days else "0"


def _percent(share):
    return f"{share:.2f}%"
