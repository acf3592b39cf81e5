"""One team's turn in a tick: look at what happened, at what the time has changed, or at everything.

A turn that runs out of time notes where it stopped, and the next one goes on from there.
"""

import datetime as dt
import logging
from contextlib import contextmanager
from uuid import UUID

from django.db.models import Min

from core.faults import BAD_MOMENT, BAD_TEAM, in_one_line
from teams.models import Activity

from . import lateness
from .durations import durations
from .looks import FIRST, Everything, at_days, at_news, with_an_end
from .models import Alert, AlertState, TeamClock
from .news import News
from .notified import notified
from .portions import count_late, look_at, withdraw_unknown
from .rules import LATE, RULES
from .rules.base import Scan, mail_hour
from .timing import alert_instant

logger = logging.getLogger(__name__)
WHOLE, DAYS = "whole", "days"
# So many rows are looked at in one go.
PORTION = 500
# After a longer time without a look, everything is looked at.
MOST_DAYS = 31
# Of the clock, what a turn may change.
KEPT = [field.name for field in TeamClock._meta.concrete_fields if field.name not in ("team", "since", "looked_at")]


class Turn:
    """Works on one team until nothing is left to look at or the deadline is over."""

    def __init__(self, clock, now, deadline):
        self.clock, self.now, self.deadline = clock, now, deadline
        self._claimed_until, self._scanned_at = clock.busy_until, None if clock.fault else clock.scanned_at
        self.scan = self._begin()

    def _begin(self):
        """Return a look that has read nothing yet of team and people."""
        team = self.clock.team
        alerts = Alert.objects.filter(team=team)
        return Scan(
            team=team,
            now=self.now,
            since=self.clock.since,
            scanned_at=self._scanned_at,
            told=notified(alerts),
            standing=alerts.filter(state=AlertState.OPEN),
        )

    def run(self):
        """Return whether nothing is left to look at."""
        is_done = self._follow_news() and self._follow_time() and self._count_late()
        clock, now = self.clock, self.now
        if is_done:
            clock.scanned_at, clock.unfinished_since, clock.wake_at = now, None, self._next_change()
        else:
            clock.unfinished_since = clock.unfinished_since or now
        clock.busy_until = None
        # Who slept beyond the claim notes nothing: another tick has gone on since.
        mine = TeamClock.objects.filter(pk=clock.pk, busy_until=self._claimed_until)
        mine.update(**{name: getattr(clock, name) for name in KEPT})
        return is_done

    # What happened

    def _follow_news(self):
        """Look at what happened since the last look, and again at what became visible only later than it happened."""
        clock = self.clock
        if not clock.has_news:
            return True
        seen = self._seen()
        while news := News.after(clock.team, clock.news_until):
            # Older than what happened, what was read of the team and its people may be out of date.
            if news.has_new_hours:
                clock.team.refresh_from_db()
                self._demand_everything()
            self.scan = self._begin()
            place = self._place_in(news)
            if not self._work_through(at_news(self.scan, news), place):
                clock.position["news"] = place
                return False
            clock.position.pop("news", None)
            seen += news.instants
            clock.news_until, clock.news_count = news.until, len(seen)
        clock.news_from = max(clock.news_from, self.now - durations().lookback)
        clock.news_until = max(clock.news_from, clock.news_until)
        clock.news_count = sum(instant > clock.news_from for instant in seen)
        return True

    def _seen(self):
        """Return when what was looked at happened; nothing when some of that was not visible then."""
        clock = self.clock
        if clock.news_from is None:
            return self._begin_news()
        acts = Activity.objects.filter(team=clock.team, at__gt=clock.news_from, at__lte=clock.news_until)
        seen = list(acts.order_by().values_list("at", flat=True))
        if len(seen) != clock.news_count:
            clock.news_until, clock.news_count, seen = clock.news_from, 0, []
        return seen

    def _begin_news(self):
        """Take what is there for seen: a look at everything follows."""
        clock = self.clock
        clock.news_from = self.now - durations().lookback
        seen = list(Activity.objects.filter(team=clock.team, at__gt=clock.news_from).values_list("at", flat=True))
        clock.news_until, clock.news_count = max(seen, default=clock.news_from), len(seen)
        return seen

    def _place_in(self, news):
        """Return where to go on in these news: at their start, unless they are the very ones left unfinished."""
        these = {"until": news.until.isoformat(), "count": len(news.instants)}
        place = self.clock.position.get("news", {})
        return place if these.items() <= place.items() else these

    def _demand_everything(self):
        self.clock.whole_at = None
        self.clock.position.pop("sweep", None)

    # What the time has changed

    def _follow_time(self):
        """Look at the days that have come near since, or at everything when that is due."""
        clock = self.clock
        while place := clock.position.get("sweep") or self._next_sweep():
            clock.position["sweep"] = place
            if not self._work_through(self._sweep(place), place):
                return False
            self._end_sweep(place)
        return True

    def _next_sweep(self):
        clock, scan = self.clock, self.scan
        is_time = clock.wake_at is None or clock.wake_at <= scan.now
        begun = {"began": scan.now.isoformat(), "until": scan.next_day.isoformat()}
        if clock.whole_at is None or (clock.fault and is_time) or (scan.next_day - clock.day_until).days > MOST_DAYS:
            return {"what": WHOLE, **begun}
        if is_time or clock.day_until < scan.next_day:
            return {"what": DAYS, "since": clock.day_until.isoformat(), **begun}
        return None

    def _sweep(self, place):
        if place["what"] == WHOLE:
            return Everything(self.scan)
        return at_days(self.scan, dt.date.fromisoformat(place["since"]))

    def _end_sweep(self, place):
        clock = self.clock
        if place["what"] == WHOLE:
            withdraw_unknown(self.scan)
            clock.whole_at, clock.fault = dt.datetime.fromisoformat(place["began"]), place.get("fault", "")
        clock.day_until, clock.wake_at = dt.date.fromisoformat(place["until"]), self.scan.next
        del clock.position["sweep"]

    def _next_change(self):
        """Return when time alone next changes what holds: at an alert hour, or when something is too old to be news."""
        team = self.scan.team
        instants = [
            alert_instant(self.clock.day_until, mail_hour(team), team.zone),
            with_an_end(self.scan).aggregate(first=Min("expires_at"))["first"],
            self.now + durations().retry if self.clock.fault else None,
        ]
        return min(instant for instant in instants if instant is not None)

    # Portion by portion

    def _work_through(self, look, place):
        """Go through a look from a place on, and note there how far it came; false when the time is over."""
        while portion := _portion(look, place):
            look_at(self.scan, portion, self._blaming)
            last, ids = list(portion.items())[-1]
            place |= {"rule": last.name, "after": str(ids[-1])}
            if self.deadline.is_over:
                return not _portion(look, place)
        return True

    def _count_late(self):
        """Count again for the mornings of which something changed; what a rule cannot say is counted once it can."""
        while pairs := lateness.uncounted(self.scan):
            is_counted = False
            with self._blaming([LATE]):
                count_late(self.scan, pairs)
                is_counted = True
            if not is_counted or self.deadline.is_over:
                return not is_counted
        return True

    @contextmanager
    def _blaming(self, rules):
        """What fails leaves its alerts as they are, lets the others go on, and is asked again later."""
        try:
            yield
        except BAD_MOMENT:
            raise
        except BAD_TEAM as error:
            names = sorted(rule.name for rule in rules)
            logger.exception("The rules for %s failed in team %s", names, self.scan.team.pk)
            self.clock.fault = in_one_line(error)
            for place in self.clock.position.values():
                place["fault"] = self.clock.fault


def _portion(look, place):
    """Return the next rows to look at from a place on, {rule: ids in order}."""
    names, portion, room = [rule.name for rule in RULES], {}, PORTION
    start = names.index(place["rule"]) if place.get("rule") in names else 0
    for rule in RULES[start:]:
        after = UUID(place["after"]) if rule.name == place.get("rule") else FIRST
        if ids := look.next_ids(rule.name, after, room):
            portion[rule] = ids
            room -= len(ids)
        if not room:
            break
    return portion
