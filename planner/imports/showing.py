"""An import in words for its preview: how the file was understood, and each row with what it would change."""

import datetime as dt

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fetching import ROWS_AT_MOST, Part
from core.fields import MoneyField
from core.paging import paged_part
from planner.figures import written
from planner.models import (
    Goal,
    ImportState,
    KeyResult,
    Lifecycle,
    Metric,
    Milestone,
    MilestoneState,
    Outcome,
    Task,
    TaskState,
    Verdict,
    rule_of,
)

from .fields import FIELD_LABELS
from .key_results import value_of
from .remarks import words

DIALECTS = {
    "landfall": gettext_lazy("Landfall's own format: the header has its columns."),
    "asana": gettext_lazy("An Asana export: the header has “Task ID”, “Section/Column” and “Completed At”."),
    "jira": gettext_lazy("A Jira export: the header has “Issue key”, “Issue Type” and “Status”."),
    "linear": gettext_lazy("A Linear export: the header has “Team”, “Status”, “Completed” and “Canceled”."),
    "trello": gettext_lazy("A Trello export: the header has “Card ID”, “List Name” and “Board Name”."),
    "msproject": gettext_lazy(
        "A table of Microsoft Project: the header has “Duration”, “Start” and “Finish”. What is linked is a milestone."
    ),
    "generic": gettext_lazy("A plain list: its columns were recognised by their names."),
}
BOARD = gettext_lazy("A board of Trello, exported as JSON: its cards, and the items of their checklists.")
TONES = {Verdict.CREATE: "good", Verdict.UPDATE: "active", Verdict.SAME: "closed", Verdict.BAD: "bad"}
VIEW_LABELS = {
    "create": gettext_lazy("New"),
    "update": gettext_lazy("Changes"),
    "same": gettext_lazy("As they are"),
    "warnings": gettext_lazy("With warnings"),
    "bad": gettext_lazy("Left out"),
}
_MODELS = {"goal": Goal, "key_result": KeyResult, "milestone": Milestone, "task": Task}
_PAGES = {"key_result": "key-result"}
_STATES = {"milestone": dict(MilestoneState.choices), "task": dict(TaskState.choices)}
_STATES["key_result"] = {}
_STATES["goal"] = dict(Lifecycle.choices) | dict(Outcome.choices)
_UNTOLD = {"completed_at"}


def dialect_of(planimport):
    """Say how the file was understood, and why."""
    found = planimport.findings
    return BOARD if found.get("encoding") == "JSON" else DIALECTS.get(found.get("dialect"), "")


def failure_of(planimport, in_words=words):
    """Say why a file could not be read or applied, or nothing."""
    if planimport.failure:
        return in_words(planimport.failure["code"], planimport.failure["params"])
    job = planimport.job
    return job.result.get("error", "") if job is not None and job.state == "failed" else ""


def remembered_of(planimport, membership, labels=FIELD_LABELS):
    """Return the columns chosen before for such a file in words, and the import they are from, if that is seen."""
    before = planimport.findings.get("remembered")
    if not before:
        return None
    known = type(planimport).objects.visible_to(membership).for_lists()
    last = known.filter(pk=before["import"]).first() if before["import"] else None
    chosen = {name: column for name, column in before["columns"].items() if column and name in labels}
    return {"planimport": last, "columns": [(labels[name], column) for name, column in chosen.items()]}


def views_of(planimport, chosen):
    """Return the views of the rows as tabs, with how many are in each."""
    counts = planimport.counts
    every = sum(counts.get(verdict, 0) for verdict in Verdict.values)
    tabs = [{"label": _("All"), "url": "?", "current": chosen not in VIEW_LABELS, "count": every}]
    tabs += [
        {"label": label, "url": f"?show={view}", "current": chosen == view, "count": counts.get(view, 0)}
        for view, label in VIEW_LABELS.items()
    ]
    return tabs


def rows_in(planimport, view):
    """Return the staged rows of one view; all of them for any other word."""
    rows = planimport.rows.all()
    if view == "warnings":
        return rows.filter(has_warning=True)
    return rows.filter(verdict=view) if view in VIEW_LABELS else rows


def shown(rows, planimport):
    """Return staged rows as the preview's table shows them."""
    skipped = {(entry["line"], entry["title"]) for entry in planimport.skipped}
    return [_shown(row, planimport, skipped) for row in rows]


def _shown(row, planimport, skipped):
    data = row.data
    return {
        "row": row,
        "url": _url(row, planimport, skipped),
        "tone": TONES[Verdict(row.verdict)],
        "home": data.get("milestone") or data.get("parent_title") or data.get("project", ""),
        "goals": data.get("goals_added", []),
        "due": dt.date.fromisoformat(data["due"]) if data.get("due") else None,
        "state": data.get("state", ""),
        "state_word": _STATES[row.kind].get(data.get("state"), ""),
        "owner": data.get("owner", ""),
        "remarks": [words(problem["code"], problem["params"]) for problem in row.problems],
        "changes": list(_changes(row)),
    }


def skipped_of(planimport, *, page=None, in_words=words):
    """Return what applying left alone, each with its line and its reason: a page of it, else the first as a Part."""
    entries = planimport.skipped
    part = Part(entries[:ROWS_AT_MOST], len(entries), "?show=skipped") if page is None else paged_part(entries, page)
    part.rows = with_reasons(part, in_words)
    return part


def with_reasons(entries, in_words=words):
    """Return entries of what was left alone with their reasons in the reader's language."""
    return [entry | {"reason": in_words(entry["code"], entry["params"])} for entry in entries]


def _url(row, planimport, skipped):
    """Return the address of the row this one means, once there is one."""
    made = planimport.state == ImportState.APPLIED and not planimport.is_undone and (row.line, row.title) not in skipped
    if row.verdict in (Verdict.UPDATE, Verdict.SAME) or (row.verdict == Verdict.CREATE and made):
        return reverse(f"planner:{_PAGES.get(row.kind, row.kind)}", args=[planimport.team.slug, row.target_id])
    return None


def _changes(row):
    """Yield what a row would change: label, old and new where values say something to a reader."""
    model, new = _MODELS[row.kind], row.data.get("values", {})
    for name, old in row.data.get("changes", {}).items():
        if name in _UNTOLD:
            continue
        field = model._meta.get_field(name)
        if name in ("owner", "assignee", "milestone"):
            told = (None, row.data["owner"] if name != "milestone" else row.data["milestone"])
        elif isinstance(field, MoneyField):
            told = _figure(row.data, old), _figure(row.data, new[name])
        else:
            told = (_value(row.kind, field, old), _value(row.kind, field, new[name]))
        yield {"label": capfirst(field.verbose_name), "old": told[0], "new": told[1]}
    if row.kind == "key_result":
        yield from _measured(row) if row.data else ()
    if row.data.get("parent"):
        yield {"label": _("Parent goal"), "old": None, "new": row.data["parent_title"]}
    for link in row.data.get("links", ()):
        new = " ".join(filter(None, (link["name"], rule_of(link["kind"], link["lag"]))))
        yield {"label": _("Waits for"), "old": link["old"], "new": new}
    for gate in row.data.get("gates_added", ()):
        yield {"label": _("Quality gate"), "old": None, "new": gate["title"]}


def _measured(row):
    """Yield what a key result is to measure, where it is new, and the value that comes along."""
    figure, value = row.data["figure"], value_of(row.data)
    if row.verdict == Verdict.CREATE:
        way = f"{_figure(row.data, figure['start'])} → {_figure(row.data, figure['target'])}"
        yield {"label": dict(Metric.choices)[figure["metric"]], "old": None, "new": way}
    if value:
        old = _figure(row.data, row.data["measured"]) if "measured" in row.data else None
        day = date_format(value[0])
        yield {"label": _("Value of %(day)s") % {"day": day}, "old": old, "new": _figure(row.data, value[1])}


def _figure(data, value):
    """Write a figure of a staged key result with its unit."""
    figure = {name: data["figure"][name] for name in ("metric", "unit", "currency")}
    return written(KeyResult(**figure), KeyResult._meta.get_field("current").to_python(value))


def _value(kind, field, value):
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.name == "state":
        return _STATES[kind].get(value, value)
    if field.choices:
        return dict(field.flatchoices).get(value, value)
    if field.name.endswith("_on"):
        return date_format(dt.date.fromisoformat(value))
    value = str(value)
    return value if len(value) <= 80 else f"{value[:79]}…"
