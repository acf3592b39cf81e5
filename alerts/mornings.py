"""When a person is told of a day of the team's: at the team's alert hour, by the person's own clock."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from .rules.base import mail_hour
from .timing import in_quiet_hours, morning_of, next_alert_instant, send_instant

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mornings:
    """The mornings of one person in one team; days are the team's, hours the person's."""

    hour: int
    zone: ZoneInfo
    team_zone: ZoneInfo

    @classmethod
    def of(cls, member, team):
        """Return those of a member; who has no account lives where the team does."""
        zone = ZoneInfo(member.user.time_zone) if member.user_id else team.zone
        return cls(mail_hour(team), zone, team.zone)

    def at(self, day):
        """Return the instant at which a day of the team's is told."""
        return morning_of(day, self.hour, self.zone, self.team_zone)

    def day_of(self, instant):
        """Return the team's day of an instant."""
        return instant.astimezone(self.team_zone).date()

    def day_after(self, day, now):
        """Return the first day after one whose morning is still to come."""
        later = max(day + ONE_DAY, self.day_of(now))
        return later if self.at(later) > now else later + ONE_DAY

    def awake(self, planned, now):
        """Return when something planned for an instant leaves: then, at once if that has passed, never at night."""
        return send_instant(planned, now, self.hour, self.zone)

    def is_night(self, now):
        return in_quiet_hours(now.astimezone(self.zone).time())

    def next(self, now):
        """Return the person's next alert hour."""
        return next_alert_instant(now, self.hour, self.zone)
