"""Judging a file row by row, before anything changes: what each row would make or change, and what is wrong with it.

Judging (judging.py) writes nothing, so that the command line can show a dry run; `stage` keeps the verdicts
in chunks, each in a short transaction of its own, and reports how far it is.
"""

from collections import Counter

from django.db import transaction

from core.budget import UNLIMITED, OutOfTimeError
from core.tabular.problems import TabularError
from planner.models import ImportState, Verdict

from .plan_flow import PLAN
from .remembering import mark_of_header, remembered

CHUNK = 200


def stage(planimport, *, flow=PLAN, reading=None, budget=UNLIMITED, report=None):
    """Read and judge the file of an import; a file that cannot be read makes the import "failed".

    `reading` is what somebody has read already. Harmless when repeated: the rows of a worker that died halfway are
    written again. Out of time, nothing of the rows is kept.
    """
    if planimport.state != ImportState.UPLOADED:
        return
    try:
        content = None if reading else planimport.contents.values_list("content", flat=True).first()
        if reading is None and content is None:
            return  # discarded since
        reading = reading or _opened(planimport, flow, content, budget)
        counts = _judge(planimport, flow.judge(planimport, reading, budget), budget, report)
    except TabularError as error:
        fail(planimport, error)
    except OutOfTimeError:
        fail(planimport, TabularError("out_of_time"))
    else:
        found = _with_remembered(planimport, reading.findings)
        _still(planimport).update(state=ImportState.PREVIEWED, counts=counts, **found)


@transaction.atomic
def fail(planimport, error):
    """Keep why a file cannot be read, and nothing else of it."""
    failure = {"code": error.code, "params": dict(error.params)}
    told = {"dialect": "generic", "header": getattr(error, "header", [])} | getattr(error, "place", {})
    found = _with_remembered(planimport, told)
    if _still(planimport).update(state=ImportState.FAILED, failure=failure, **found):
        planimport.rows.all().delete()


def _with_remembered(planimport, findings):
    """Return what is kept of a reading, with the columns chosen for such a header before."""
    mark = mark_of_header(findings["header"]) if findings["dialect"] == "generic" else ""
    before = remembered(planimport, mark)
    return {"findings": findings | ({"remembered": before} if before else {}), "header_mark": mark}


def _opened(planimport, flow, content, budget):
    chosen = {name: getattr(planimport, name) for name in planimport.answers}
    return flow.read(content, **chosen, budget=budget)


def _judge(planimport, judge, budget, report):
    """Keep the verdict on each row; returns the counts for the preview."""
    counts = Counter()
    for chunk in _chunks(budget.over(judge.verdicts())):
        if not _keep(planimport, chunk):
            break
        counts.update(tally(chunk))
        if report is not None:
            report(sum(counts[verdict] for verdict in Verdict.values), judge.total)
    return dict(counts) | judge.new_names()


def tally(rows):
    """Count rows by verdict and kind, and those with a warning."""
    counts = Counter(row.verdict for row in rows) + Counter(row.kind for row in rows)
    return counts + Counter(warnings=sum(row.has_warning for row in rows))


def _still(planimport):
    """Return the import as a queryset, empty once a newer reading or another state has overtaken this one."""
    return type(planimport).objects.filter(pk=planimport.pk, readings=planimport.readings, state=ImportState.UPLOADED)


@transaction.atomic
def _keep(planimport, chunk):
    if not _still(planimport).select_for_update().exists():
        return False
    planimport.rows.model.objects.bulk_create(chunk, ignore_conflicts=True)
    return True


def _chunks(rows):
    chunk = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
