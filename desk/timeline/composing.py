"""One page of a timeline, put together: the rows shown, all that is drawn beside them, and the list by week."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from planner.models import Milestone
from planner.progress import percent

from . import drawing, likely
from .asked import ALL, GROUPINGS, LAYERS, NONE, SCALES, Asked
from .drawing import HEAD, ROW, Line
from .financing import KEY as FINANCING
from .financing import MoneyOut, financing, money_out
from .gathering import gather
from .heading import head_of
from .rows import Item, Shown, opened, shown
from .scale import Scale, fitting
from .weeks import Weeks, weeks

UNDATED_AT_MOST = 30
SCALE_WORDS = {"week": _("Week"), "month": _("Month"), "quarter": _("Quarter"), "year": _("Year")}
GROUP_WORDS = {"goal": _("Goal"), "horizon": _("Horizon"), "owner": _("Owner"), "project": _("Project")}
LAYER_WORDS = {
    "links": _("Links"),
    "critical": _("Critical path"),
    "baseline": _("Baseline"),
    "likely": _("Likely dates"),
    "money": _("Money out"),
    "financing": _("Financing"),
    "completed": _("Completed"),
}


@dataclass
class Timeline:
    """Everything a page of a timeline shows to one member."""

    asked: Asked
    today: date
    scale: Scale
    shown: Shown
    lines: tuple[Line, ...]
    ways: list
    undated: list[Item]
    undated_count: int
    weeks: Weeks
    out: MoneyOut | None
    fit: str
    keys: frozenset
    layers: tuple[str, ...]
    run: object
    calendar: object

    # The picture

    @property
    def height(self):
        return max(len(self.lines), 1) * ROW

    @property
    def head_height(self):
        return HEAD

    @property
    def today_x(self):
        return round(self.scale.middle(self.today)) - 0.5

    @property
    def out_x(self):
        return round(self.scale.end(self.out.on)) if self.out and self.scale.shows(self.out.on) else None

    @cached_property
    def head(self):
        return head_of(self.scale, self.today_x, self.out and self.out.on, self.out_x)

    @cached_property
    def days_off(self):
        return self.scale.days_off(self.calendar)

    @property
    def gridlines(self):
        return drawing.gridlines(self.scale, self.height)

    @property
    def rules(self):
        return drawing.rules(len(self.lines), self.scale.width)

    # The toolbar

    @property
    def scales(self):
        return [(SCALE_WORDS[key], self.asked.query(scale=key), key == self.asked.scale) for key in SCALES]

    @property
    def groupings(self):
        return [(key, GROUP_WORDS[key]) for key in GROUPINGS]

    @property
    def layer_choices(self):
        return [(key, LAYER_WORDS[key], key in self.asked.layers) for key in LAYERS if key in self.layers]

    @property
    def layer_count(self):
        return len(self.asked.layers & set(self.layers))

    @property
    def fit_query(self):
        return self.asked.query(scale=self.fit)

    @property
    def query(self):
        return self.asked.query(page=self.asked.page)

    @property
    def open_value(self):
        """Return what the address says of open groups, or nothing."""
        opened_now = self.asked.opened
        return opened_now if isinstance(opened_now, str | None) else ",".join(sorted(opened_now))

    @property
    def all_query(self):
        return self.asked.query(opened=ALL)

    @property
    def none_query(self):
        return self.asked.query(opened=NONE)

    @property
    def more_query(self):
        return self.asked.query(page=self.shown.page + 1) if self.shown.has_more else None

    @property
    def before_query(self):
        return self.asked.query(page=self.shown.page - 1) if self.shown.page > 1 else None

    @property
    def drawn(self):
        """Return (line, query that opens or closes its group, empty for what is no group) of each row."""
        return [(line, "" if line.row.item else self.asked.toggled(line.row.key, self.keys)) for line in self.lines]


def timeline_of(membership, asked):
    """Return the Timeline a member asked for; the same number of statements whatever it holds."""
    gathered = gather(membership, asked)
    groups, links, layers = gathered.groups, gathered.links, _layers(membership)
    if asked.shows("financing"):
        group, waits = financing(membership, gathered.people, links=asked.shows("links"))
        groups, links = [*groups, *([group] if group else [])], [*links, *waits]
    keys = opened(groups, asked)
    ends = [key for link in links for key in (link.before, link.after)]
    page = shown(groups, keys, ends, asked.page)
    milestones = [item for group in groups if group.key != FINANCING for item in group.items]
    by_week = weeks(milestones, gathered.today, None)
    listed = [item for stretch in by_week.stretches for item in stretch.items]
    answers = _answers(membership, asked, page, listed)
    out = money_out(membership, answers, gathered.today) if asked.shows("money") else None
    page = _completed(page, gathered, answers if asked.shows("likely") else None)
    days = [day for group in groups for item in group.items if (day := item.on or item.start) is not None]
    scale = Scale.around(asked.scale, gathered.today, [*days, *([out.on] if out else [])])
    lines = drawing.lines(page.rows, scale, gathered.today)
    return Timeline(
        asked=replace(asked, page=page.page),
        today=gathered.today,
        scale=scale,
        shown=page,
        lines=lines,
        ways=drawing.ways(links, lines, scale),
        undated=gathered.undated[:UNDATED_AT_MOST],
        undated_count=len(gathered.undated),
        weeks=weeks([_with_likely(item, answers) for item in milestones], gathered.today, out and out.on),
        out=out,
        fit=fitting(gathered.today, days),
        keys=keys,
        layers=layers,
        run=answers.run if answers else None,
        calendar=gathered.calendar,
    )


def _layers(membership):
    """Return the layers this member is offered, in their order."""
    may_finance = membership.has_perm("funding.view_planstep")
    left_out = {"baseline"} | (set() if may_finance else {"financing"})
    return tuple(layer for layer in LAYERS if layer not in left_out)


def _answers(membership, asked, page, listed):
    if not (asked.shows("likely") or asked.shows("money")):
        return None
    rows = [row.item for row in page.rows if row.item is not None and row.item.form == "milestone"]
    ids = dict.fromkeys(item.id for item in (*rows, *listed) if item.done is None)
    return likely.answers_about(membership, list(ids), money=asked.shows("money"))


def _with_likely(item, answers):
    found = likely.likely_of(answers, item.id)
    return item if found is None else replace(item, likely=found)


def _completed(page, gathered, answers):
    """Add to the milestones of a page what is done of each, when it is likely reached, and how far it has slipped."""
    wanted = {row.item.id for row in page.rows if row.item is not None and row.item.form == "milestone"}
    stored = {str(pk): row for pk, row in gathered.plan.rows.items() if str(pk) in wanted}
    Milestone.add_shares(list(stored.values()))

    def full(row):
        if row.item is None or row.item.id not in stored:
            return row
        kept = stored[row.item.id]
        share, slip = percent(kept.progress), _slip(kept, gathered)
        return replace(row, item=_with_likely(replace(row.item, share=share, slip=slip), answers))

    return replace(page, rows=tuple(full(row) for row in page.rows))


def _slip(row, gathered):
    """Return by how many working days the date of a milestone lies after the one first planned, or None."""
    if row.due_on is None or row.first_due_on is None:
        return None
    calendar = gathered.calendar
    return calendar.end_offset(row.due_on, gathered.today) - calendar.end_offset(row.first_due_on, gathered.today)
