"""What schemathesis is told about this API: days that make sense, and which rows there are.

It loads this in an environment of its own, without Django (tools/fuzzer.py). ROWS names a file with {kind: [ids]}.
"""

import datetime as dt
import hashlib
import json
import os
import uuid
from pathlib import Path

import schemathesis
from hypothesis import strategies as st

FIRST, LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
KEPT = 40  # rows of a kind
# The kind of row that a field or a parameter names.
KINDS = {
    "project": "projects",
    "goal": "goals",
    "goals": "goals",
    "milestone": "milestones",
    "milestones": "milestones",
    "risk": "risks",
    "risks": "risks",
    "plan": "contingency-plans",
    "round": "rounds",
    "source": "sources",
    "opportunity": "opportunities",
} | dict.fromkeys(("owner", "assignee", "responsible", "holder", "by", "person"), "members")

rows = json.loads(Path(os.environ["ROWS"]).read_text(encoding="utf-8"))
versions = {}

near = st.dates(dt.date.today() - dt.timedelta(400), dt.date.today() + dt.timedelta(400))
schemathesis.openapi.format("date", (near | st.dates(FIRST, LAST)).map(str))
schemathesis.openapi.format(
    "date-time",
    st.datetimes(dt.datetime(1900, 1, 2), dt.datetime(2199, 12, 30)).map(lambda each: f"{each.isoformat()}Z"),
)
schemathesis.openapi.format("decimal", st.decimals(-(10**13), 10**13, places=2).map("{:f}".format))


@schemathesis.hook
def before_call(context, case, kwargs):
    """Ask mostly about rows that are there: what is made up at random is found nowhere."""
    kind = case.operation.tags[0]
    place = case.path_parameters or {}
    if is_id(place.get("id")):
        place["id"] = one_of(kind, place["id"])
    if "code" in place:
        place["code"] = one_of(kind, place["code"])
    for part in ("query", "body"):
        given = getattr(case, part)
        found = seen(there(given), place.get("id"))
        if found != given:  # what is set is judged anew, and what is no JSON then passes for wrong
            setattr(case, part, found)


@schemathesis.hook
def after_call(context, case, response):
    """Remember the rows an answer shows, and their versions."""
    kind = case.operation.tags[0]
    for row in shown(response):
        versions[row["id"]] = row.get("version")
        known = rows.setdefault(kind, [])
        if row["id"] not in known and len(known) < KEPT:
            known.append(row["id"])


def shown(response):
    """Return the rows of an answer."""
    if response.status_code >= 300 or "json" not in response.headers.get("content-type", [""])[0]:
        return []
    answer = response.json()
    found = answer.get("results", [answer]) if isinstance(answer, dict) else []
    return [row for row in found if isinstance(row, dict) and "id" in row]


def seen(body, pk):
    """Return a body with the version of its row that was seen last, where it names one."""
    is_change = isinstance(body, dict) and type(body.get("version")) is int and pk in versions
    return body | {"version": versions[pk]} if is_change else body


def there(values, name=""):
    """Return values with ids of rows that are there, most of the time, in the place of others."""
    if isinstance(values, dict):
        return {each: there(value, each) for each, value in values.items()}
    if isinstance(values, list):
        return [there(value, name) for value in values]
    return one_of(KINDS[name], values) if name in KINDS and is_id(values) else values


def one_of(kind, value):
    """Return the id of a row of a kind, chosen by a value, which stays as it is one time in four."""
    known = rows.get(kind)
    number = int(hashlib.sha256(f"{kind}{value}".encode(errors="replace")).hexdigest(), 16)
    return known[number // 4 % len(known)] if known and number % 4 else value


def is_id(value):
    """Say whether a value is the text of a UUID."""
    try:
        return isinstance(value, str) and bool(uuid.UUID(value))
    except ValueError:
        return False
