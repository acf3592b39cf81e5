"""From an upload to a preview: small files are read in the request, larger ones by the worker."""

from dataclasses import dataclass

from django.db import transaction

from core.budget import Budget, OutOfTimeError
from core.tabular.encoding import detect
from core.tabular.json_text import is_json
from core.tabular.problems import TabularError
from core.tabular.sheets import is_workbook, unpacked_size
from teams.models import Job, membership_of

from .plan_flow import PLAN
from .reading import TitleMissingError
from .staging import fail, stage

READ_AT_ONCE = 50 * 1024  # bytes
LINES_AT_ONCE = 1_000  # 50 KB may be 20,000 rows of a letter each
UNPACKED_AT_ONCE = 1024 * 1024  # bytes of a workbook: some 1,000 rows
SECONDS_AT_ONCE = 10  # for whatever a request does with a file: a hundred times what a usual one takes


@dataclass(frozen=True, slots=True)
class Upload:
    """The bytes of a file as they came in. A small one is read already, or why it cannot be is known."""

    content: bytes
    budget: Budget
    reading: object | None = None
    error: TabularError | None = None

    @property
    def refusal(self):
        """Return why this is no plan at all; without a title column it is taken, and a person asked which that is."""
        return None if isinstance(self.error, TitleMissingError) else self.error


def receive(content, *, flow=PLAN, **choices):
    """Look into a file; one that is small is read to its end, and not again before the preview."""
    budget = Budget(SECONDS_AT_ONCE)
    try:
        if not is_small(content):
            if not is_workbook(content) and not is_json(content):
                detect(content)
            return Upload(content, budget)
        return Upload(content, budget, flow.read(content, **choices, budget=budget))
    except TabularError as error:
        return Upload(content, budget, error=error)
    except OutOfTimeError:
        return Upload(content, budget, error=TabularError("out_of_time"))


def is_small(content):
    """Say whether a request may read a file; what is larger is left to the worker. Raises TabularError."""
    if is_workbook(content):
        return unpacked_size(content) <= UNPACKED_AT_ONCE
    return len(content) <= READ_AT_ONCE and max(content.count(b"\n"), content.count(b"\r")) <= LINES_AT_ONCE


def upload(planimport, received, *, by, flow=PLAN):
    """Store a new import with its bytes and read it; raises ValidationError."""
    with transaction.atomic():
        store_upload(planimport, received.content, by=by)
        _ring_if_large(planimport, received.content, flow, by)
    if received.error is not None:
        fail(planimport, received.error)
    elif received.reading is not None:
        stage(planimport, flow=flow, reading=received.reading, budget=received.budget)
    planimport.refresh_from_db()
    return planimport


@transaction.atomic
def store_upload(planimport, content, *, by):
    """Store a new import with its bytes, to be read by whoever calls."""
    planimport.size, planimport.made_by, planimport.findings = len(content), membership_of(by), {}
    planimport.store(by=by)
    planimport.contents.model(pk=planimport.pk, content=content).save(force_insert=True)


def read_again(planimport, *, by, flow=PLAN, **answers):
    """Read the file anew with a person's answers (encoding, sheet, day_order, columns)."""
    with transaction.atomic():
        planimport.read_again(by=by, **answers)
        content = bytes(planimport.contents.get().content)
        _ring_if_large(planimport, content, flow, by)
    if is_small(content):
        stage(planimport, flow=flow, budget=Budget(SECONDS_AT_ONCE))
    planimport.refresh_from_db()


def apply(planimport, *, by, flow=PLAN):
    """Apply at once, or leave a large import to the worker."""
    if not (planimport.is_large and planimport.may_be_applied):
        flow.apply(planimport, by=by, budget=Budget(SECONDS_AT_ONCE))
    elif not planimport.is_busy:
        with transaction.atomic():
            _start(planimport, flow.apply_task, flow, by)


def _ring_if_large(planimport, content, flow, by):
    if not is_small(content):
        _start(planimport, flow.stage_task, flow, by)


def _start(planimport, task, flow, by):
    payload = {"import": str(planimport.pk), "readings": planimport.readings}
    payload |= {"is_private": True} if flow.is_private else {}
    job = Job.start(task, team=planimport.team, by=by, payload=payload)
    type(planimport).objects.filter(pk=planimport.pk).update(job=job)
    planimport.job = job
