"""One page of a timeline, put together: the rows shown, all that is drawn beside them, and the list by week."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.templatetags.ui import day_beside

from . import drawing
from .asked import GROUPINGS, LAYERS, SCALES, Asked
from .completing import complete, reference_of
from .contingency import contingency
from .drawing import HEAD, ROW, Line
from .financing import MoneyOut, financing, money_out
from .gathering import gather, links_among
from .heading import head_of
from .markup import svg_of
from .rows import Item, Shown, opened, shown
from .scale import Scale, fitting
from .weeks import Weeks, weeks

UNDATED_AT_MOST = 30
SCALE_WORDS = {
    "week": pgettext_lazy("scale", "Week"),
    "month": pgettext_lazy("scale", "Month"),
    "quarter": pgettext_lazy("scale", "Quarter"),
    "year": pgettext_lazy("scale", "Year"),
}
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
    reference: object
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
    def svg(self):
        return svg_of(self.lines, _title)

    @property
    def forms(self):
        """Return what kinds of marks the rows have, for the legend."""
        return {line.row.item.form for line in self.lines if line.row.item}

    @property
    def gridlines(self):
        return drawing.gridlines(self.scale, self.height)

    @property
    def rules(self):
        return drawing.rules(len(self.lines), self.scale.width)

    # The toolbar

    @property
    def scales(self):
        return [(key, SCALE_WORDS[key], key == self.asked.scale) for key in SCALES]

    @property
    def groupings(self):
        return [(key, GROUP_WORDS[key]) for key in GROUPINGS]

    @property
    def layer_choices(self):
        return [(key, LAYER_WORDS[key], key in self.asked.layers) for key in LAYERS if key in self.layers]

    @property
    def layers_apart(self):
        """Return the layers that are on and not offered now: choosing among the others leaves them on."""
        return [key for key in LAYERS if key in self.asked.layers and key not in self.layers]

    @property
    def layer_count(self):
        return len(self.asked.layers & set(self.layers))

    @property
    def query(self):
        """Return the address of what is shown, which the controls change a part of."""
        return self.asked.query(page=self.asked.page)

    @property
    def more_query(self):
        return self.asked.query(page=self.shown.page + 1) if self.shown.has_more else None

    @property
    def before_query(self):
        return self.asked.query(page=self.shown.page - 1) if self.shown.page > 1 else None

    @property
    def drawn(self):
        """Return (row, its day in words, what opens or closes its group, empty for what is no group)."""
        said = cache(lambda day: day_beside(day, self.today))
        for line in self.lines:
            row, item = line.row, line.row.item
            if item is None:
                yield row, row.group.target and said(row.group.target), self.asked.toggled(row.key, self.keys)
            else:
                yield row, item.on and said(item.on), ""


def timeline_of(membership, asked):
    """Return the Timeline a member asked for; the same number of statements whatever it holds."""
    gathered = gather(membership, asked)
    today, groups = gathered.today, list(gathered.groups)
    milestones = [item for group in groups for item in group.items]
    group, waits = financing(membership, links=asked.shows("links")) if asked.shows("financing") else (None, [])
    groups += [each for each in (contingency(membership), group) if each]
    keys, reference = opened(groups, asked), reference_of(membership)
    page = shown(groups, keys, _links_of(gathered.plan) if asked.shows("links") else _no_links, asked.page)
    by_week, undated = weeks(milestones, today), gathered.undated[:UNDATED_AT_MOST]
    wanted = {id(item): item for item in (*page.milestones, *by_week.items, *undated)}
    answers = complete(membership, gathered, list(wanted.values()), asked)
    out = money_out(membership, answers, today) if asked.shows("money") else None
    spans = [day for group in groups if group.items for day in (group.soonest, group.last)]
    scale = Scale.around(asked.scale, today, [*spans, *([out.on] if out else [])])
    lines = drawing.lines(page.rows, scale, today)
    return Timeline(
        asked=replace(asked, page=page.page),
        today=today,
        scale=scale,
        shown=page,
        lines=lines,
        ways=drawing.ways([*_links(gathered.plan, page, asked), *waits], lines, scale),
        undated=undated,
        undated_count=len(gathered.undated),
        weeks=by_week.with_out(out and out.on),
        out=out,
        fit=fitting(today, spans),
        keys=keys,
        layers=_layers(membership, reference),
        reference=reference,
        run=answers.run if answers else None,
        calendar=gathered.calendar,
    )


def _title(line):
    """Return what is said of a row of the picture on hover."""
    item = line.row.item
    if item is None:
        return ""
    parts = [item.key, *([date_format(item.on, "DATE_FORMAT")] if item.on else [])]
    if item.likely and item.likely[2]:
        parts.append(gettext("80%% by %(day)s") % {"day": date_format(item.likely[2], "DATE_FORMAT")})
    return " · ".join(parts)


def _links(plan, page, asked):
    if not asked.shows("links"):
        return []
    numbers = dict.fromkeys(item.number for item in page.milestones)
    return links_among(plan, numbers, with_path=asked.shows("critical"))


def _links_of(plan):
    """Return what says how many links a milestone has."""
    return lambda item: len(plan.plan.into[item.number]) + len(plan.plan.out_of[item.number])


def _no_links(item):
    return 0


def _layers(membership, reference):
    """Return the layers this member is offered, in their order."""
    may_finance = membership.has_perm("funding.view_planstep")
    left_out = (set() if reference else {"baseline"}) | (set() if may_finance else {"financing"})
    return tuple(layer for layer in LAYERS if layer not in left_out)
