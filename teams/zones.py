"""The time zones a person can choose from: the places of the IANA list, without its aliases and odd offsets."""

import zoneinfo
from functools import cache

CONTINENTS = ("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/",
              "Indian/", "Pacific/")  # fmt: skip


@cache
def zone_names():
    """Return the names, `UTC` first."""
    return ("UTC", *sorted(name for name in zoneinfo.available_timezones() if name.startswith(CONTINENTS)))


def zone_choices(present=""):
    """Return the choices of a form, the present value kept even when it is an alias."""
    names = zone_names()
    extra = (present,) if present and present not in names else ()
    return [(name, name.replace("_", " ")) for name in (*names, *extra)]
