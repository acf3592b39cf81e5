"""From the bytes of a file to the days it names: which format it is, its limits, and in words what was left out."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.budget import Budget, OutOfTimeError
from core.tabular.messages import message
from core.tabular.problems import TabularError
from planner.models.calendarday import YEARS, is_near

from .feeds import LONGEST_EVENT, days_of_feed
from .found import MAX_BYTES, CalendarFileError, Remarks, merged
from .tables import days_of_table

SECONDS = 10
FILE_ERRORS = {
    "ics_unreadable": gettext_lazy("This calendar file cannot be read. Export it again as ICS (iCalendar)."),
    "too_many_lines": gettext_lazy("The calendar file has more than %(limit)s lines. Divide it into smaller ones."),
    "too_many_separators": gettext_lazy(
        "The calendar file has more than %(limit)s commas and semicolons. Divide it into smaller ones."
    ),
    "too_many_days": gettext_lazy("The file names more than %(limit)s days. Divide it into smaller ones."),
    "day_column_missing": gettext_lazy("No column of the file is called day. Name the columns day, works, label."),
}
REMARKS = {
    "broken": gettext_lazy("Left out because it cannot be read"),
    "not_whole_day": gettext_lazy("Left out because it does not last whole days"),
    "cancelled": gettext_lazy("Left out because it is cancelled"),
    "too_long": gettext_lazy("Left out because it lasts %(days)s days or more"),
    "repeats_otherwise": gettext_lazy("Left out because it repeats otherwise than once a year"),
    "far_away": gettext_lazy("Left out because it lies more than %(years)s years from today"),
    "said_twice": gettext_lazy("Named both as a day off and as a working day; the last one counts"),
    "works_unreadable": gettext_lazy("Left out because “works” says neither yes nor no, by line"),
    "day_missing": gettext_lazy("Left out because there is no day, by line"),
    "date_unreadable": gettext_lazy("Left out because the day is not a date we can read, by line"),
    "date_impossible": gettext_lazy("Left out because there is no such day, by line"),
    "date_ambiguous": gettext_lazy("Left out because it is not said whether the day or the month comes first, by line"),
    "date_is_serial": gettext_lazy("Left out because the day is a spreadsheet number, by line"),
    "date_without_year": gettext_lazy("Left out because the year is missing, by line"),
    "date_out_of_range": gettext_lazy("Left out because the year is out of range, by line"),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something left out or decided: `code`, how often, and a sentence with the first samples."""

    code: str
    count: int
    samples: list[str] = field(default_factory=list)

    @property
    def sentence(self):
        what = REMARKS[self.code] % {"days": LONGEST_EVENT, "years": YEARS}
        named = ", ".join(self.samples)
        if len(self.samples) < self.count and named:
            named = f"{named}, …"
        return f"{what}: {self.count}" + (f" ({named})" if named else "")


@dataclass(frozen=True, slots=True)
class FoundCalendar:
    """The days of a file, each once and in order, and what was left out."""

    days: list
    remarks: list[Remark]


def read_calendar(content, *, today, order=None):
    """Return the FoundCalendar of an ICS or CSV file; raises ValidationError where it is none."""
    if len(content) > MAX_BYTES:
        raise ValidationError(message("file_too_large", {"limit": MAX_BYTES // 1024**2}), code="file_too_large")
    remarks = Remarks()
    try:
        near = (each for each in _days(content, today, order, remarks) if _is_kept(each, today, remarks))
        days = merged(near, remarks)
    except TabularError as error:
        raise ValidationError(message(error.code, error.params), code=error.code) from error
    except OutOfTimeError as error:
        raise ValidationError(message("out_of_time", {}), code="out_of_time") from error
    except CalendarFileError as error:
        raise ValidationError(FILE_ERRORS[error.code], code=error.code, params=error.params) from error
    told = [Remark(code, count, remarks.samples[code]) for code, count in remarks.counts.items()]
    if not days:
        said = " ".join(remark.sentence + "." for remark in told)
        raise ValidationError(f"{_('The file names no day we can take.')} {said}".strip(), code="no_days")
    return FoundCalendar(days, told)


def _days(content, today, order, remarks):
    budget = Budget(SECONDS)
    # A mark of the byte order, and blank lines, may come first.
    if content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper() == b"BEGIN:VCALENDAR":
        feed = content.removeprefix(b"\xef\xbb\xbf").lstrip()
        return budget.over(days_of_feed(feed, today=today, remarks=remarks, budget=budget))
    return days_of_table(content, remarks, order=order, budget=budget)


def _is_kept(found, today, remarks):
    if is_near(found.day, today):
        return True
    remarks.add("far_away", found.day.isoformat())
    return False
