"""What all chapters of the demo share: the story, its calendar, who is who, the rows made, and what happens when."""

import datetime as dt
from decimal import Decimal
from functools import partial
from itertools import groupby

from planner.calendar import Calendar

from .past import Past

SOURCE = "demo"  # external_source of the demo's memberships, by which the demo is found again
MORNING, WORKING_TIME = dt.time(9), dt.timedelta(hours=8)


class Book:
    """The story on its way into a team. Chapters say what happens on which day; `play` lets it happen in order."""

    def __init__(self, story, team, *, today):
        self.story, self.team, self.today = story, team, today
        self.holidays = holidays_of(story, today)
        self.calendar = Calendar(team.working_days, dict.fromkeys(self.holidays, False))
        self.entries, self.rows, self.people = [], {}, {}

    # Days: offsets from today, the past moved back and the future moved on to a working day

    def day(self, offset):
        """Return the working day an offset means; None stays None."""
        if offset is None:
            return None
        day = self.today + dt.timedelta(days=offset)
        if offset == 0:
            return day
        return self.calendar.next_working(day) if offset > 0 else self.calendar.last_working(day)

    def on(self, offset, act, *args, **kwargs):
        """Let something happen on a past day, after what was said earlier about the same day."""
        if offset >= 0:
            raise ValueError(f"the story tells of a day to come: {offset}")
        self.entries.append((offset, len(self.entries), partial(act, *args, **kwargs)))

    def play(self):
        """Let everything happen, from the earliest day on, spread over the working time of each day."""
        past = Past()
        entries = sorted(self.entries, key=lambda entry: entry[:2])
        for day, group in groupby(entries, key=lambda entry: self.day(entry[0])):
            acts = [act for _offset, _place, act in group]
            morning = dt.datetime.combine(day, MORNING, self.team.zone)
            wobble = day.toordinal() * 37 % 97 / 97  # nobody does everything at nine o'clock
            for place, act in enumerate(acts):
                past.begin(morning + WORKING_TIME * ((place + wobble) / len(acts)))
                act()
        past.settle(self.team)

    # Rows

    def who(self, key):
        """Return the membership of a person of the story; None for nobody."""
        return self.people[key] if key else None

    def new(self, model, *, by, links=None, keep=None, **values):
        """Store a new row, remembered under a name when one is given."""
        row = model(team=self.team, **values).store(by=by, links=links)
        if keep is not None:
            self.rows[keep] = (model, row.pk)
        return row

    def row(self, *name):
        """Return the row remembered under a name, as it is now."""
        model, pk = self.rows[name]
        row = model._base_manager.get(pk=pk)
        row.team = self.team
        return row

    def edit(self, name, *, by, links=None, reason="", **values):
        """Change some fields of a remembered row, for a reason where its date moves."""
        row = self.row(*name)
        for field, value in values.items():
            setattr(row, field, value)
        row.store(by=by, links=links, reason=reason)

    def do(self, name, verb, *args, by, **kwargs):
        """Call a verb of a remembered row."""
        getattr(self.row(*name), verb)(*args, by=by, **kwargs)


def holidays_of(story, today):
    """Return {day: name} of the public holidays of last year, this one and the next two."""
    years = range(today.year - 1, today.year + 3)
    return {
        dt.date.fromisoformat(f"{year}-{each['day']}"): each["label"] for year in years for each in story["holidays"]
    }


def money(figure):
    """Return an amount of the story as Decimal; None stays None."""
    return None if figure is None else Decimal(str(figure))
