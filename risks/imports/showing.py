"""An import of risks in words for its preview: how the file was understood, and each row with what it would change."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from planner.imports.showing import TONES
from planner.models import ImportState, Verdict
from risks.models import Risk
from risks.models.stepped import shows_steps
from risks.scoring import LEVEL_WORDS
from risks.states import Category, CoarseStatus, Status

from .remarks import words

DIALECTS = {
    "landfall": gettext_lazy("Landfall's own format: the header has its columns."),
    "json": gettext_lazy("Landfall's own JSON, with all that belongs to each risk."),
    "ciso": gettext_lazy("Risk scenarios of CISO Assistant: the header has “ref_id”, “name” and “treatment”."),
    "simplerisk": gettext_lazy("Risks of SimpleRisk: the header has “Subject”. Scores to 10 become proposals."),
    "redmine_risks": gettext_lazy("Risks of redmine_risks: the header has “subject” and “magnitude”."),
    "generic": gettext_lazy("A plain list: its columns were recognised by their names."),
}
ADDED = {
    "milestones": lambda count: ngettext("%(n)d milestone linked", "%(n)d milestones linked", count),
    "actions": lambda count: ngettext("%(n)d action", "%(n)d actions", count),
    "plans": lambda count: ngettext("%(n)d contingency plan", "%(n)d contingency plans", count),
    "indicators": lambda count: ngettext("%(n)d indicator", "%(n)d indicators", count),
}
LONGEST = 80


def dialect_of(fileimport):
    """Say how the file was understood, and why."""
    return DIALECTS.get(fileimport.findings.get("dialect"), "")


def shown(rows, fileimport):
    """Return staged rows as the preview's table shows them."""
    skipped = {(entry["line"], entry["title"]) for entry in fileimport.skipped}
    steps = shows_steps(fileimport.team)
    return [_shown(row, fileimport, skipped, steps) for row in rows]


def _shown(row, fileimport, skipped, steps):
    data = row.data
    level, status = data.get("level"), data.get("shown_status")
    return {
        "row": row,
        "url": _url(row, fileimport, skipped),
        "tone": TONES[Verdict(row.verdict)],
        "category": Category(data["category"]).label if data.get("category") else "",
        "level": level,
        "level_word": _(LEVEL_WORDS[level]) if level else "",
        "figures": data.get("figures", ""),
        "status": status,
        "status_word": (Status(status) if steps else CoarseStatus.of(status)).label if status else "",
        "owner": data.get("owner", ""),
        "remarks": [words(problem["code"], problem["params"]) for problem in row.problems],
        "changes": list(_changes(row)),
        "added": [told(len(data[name])) % {"n": len(data[name])} for name, told in ADDED.items() if data.get(name)],
    }


def _url(row, fileimport, skipped):
    """Return the address of the risk this row means, once there is one."""
    made = fileimport.state == ImportState.APPLIED and not fileimport.is_undone and (row.line, row.title) not in skipped
    if row.verdict in (Verdict.UPDATE, Verdict.SAME) or (row.verdict == Verdict.CREATE and made):
        return reverse("risks:risk", args=[fileimport.team.slug, row.target_id])
    return None


def _changes(row):
    """Yield what a row would change: label, old and new where values say something to a reader."""
    for name, old in row.data.get("changes", {}).items():
        field = Risk._meta.get_field(name)
        if name == "owner":
            yield {"label": capfirst(field.verbose_name), "old": None, "new": row.data["owner"]}
        elif name != "search_text":
            new = row.data["values"][name]
            yield {"label": capfirst(field.verbose_name), "old": _value(field, old), "new": _value(field, new)}


def _value(field, value):
    if value in (None, ""):
        return "–"
    if field.choices:
        return dict(field.flatchoices).get(value, value)
    if field.get_internal_type() == "DateField":
        return date_format(field.to_python(value))
    value = str(value)
    return value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
