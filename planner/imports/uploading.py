"""From an upload to a preview: small files are read in the request, larger ones by the worker."""

from dataclasses import dataclass

from django.db import transaction

from core.budget import Budget, OutOfTimeError
from core.tabular.encoding import detect
from core.tabular.json_text import is_json
from core.tabular.problems import TabularError
from core.tabular.sheets import is_workbook, unpacked_size
from planner.models import PlanImport, PlanImportFile
from teams.models import Job, membership_of

from .applying import apply_import
from .reading import Reading, TitleMissingError, open_plan
from .staging import fail, stage

READ_AT_ONCE = 50 * 1024  # bytes
LINES_AT_ONCE = 1_000  # 50 KB may be 20,000 rows of a letter each
UNPACKED_AT_ONCE = 1024 * 1024  # bytes of a workbook: some 1,000 rows
SECONDS_AT_ONCE = 10  # for whatever a request does with a file: a hundred times what a usual one takes
STAGE = "planner.stage_import"
APPLY = "planner.apply_import"


@dataclass(frozen=True, slots=True)
class Upload:
    """The bytes of a plan as they came in. A small file is read already: its plan, or why it is none."""

    content: bytes
    budget: Budget
    reading: Reading | None = None
    error: TabularError | None = None

    @property
    def refusal(self):
        """Return why this is no plan at all; without a title column it is taken, and a person asked which that is."""
        return None if isinstance(self.error, TitleMissingError) else self.error


def receive(content, **choices):
    """Look into a file; one that is small is read to its end, and not again before the preview."""
    budget = Budget(SECONDS_AT_ONCE)
    try:
        if not is_small(content):
            if not is_workbook(content) and not is_json(content):
                detect(content)
            return Upload(content, budget)
        return Upload(content, budget, open_plan(content, **choices, budget=budget))
    except TabularError as error:
        return Upload(content, budget, error=error)
    except OutOfTimeError:
        return Upload(content, budget, error=TabularError("out_of_time"))


def is_small(content):
    """Say whether a request may read a file; what is larger is left to the worker. Raises TabularError."""
    if is_workbook(content):
        return unpacked_size(content) <= UNPACKED_AT_ONCE
    return len(content) <= READ_AT_ONCE and max(content.count(b"\n"), content.count(b"\r")) <= LINES_AT_ONCE


def upload(planimport, received, *, by):
    """Store a new import with its bytes and read it; raises ValidationError."""
    with transaction.atomic():
        store_upload(planimport, received.content, by=by)
        _ring_if_large(planimport, received.content, by)
    if received.error is not None:
        fail(planimport, received.error)
    elif received.reading is not None:
        stage(planimport, reading=received.reading, budget=received.budget)
    planimport.refresh_from_db()
    return planimport


@transaction.atomic
def store_upload(planimport, content, *, by):
    """Store a new import with its bytes, to be read by whoever calls."""
    planimport.size, planimport.made_by, planimport.findings = len(content), membership_of(by), {}
    planimport.store(by=by)
    PlanImportFile.objects.create(planimport=planimport, content=content)


def read_again(planimport, *, by, **answers):
    """Read the file anew with a person's answers (encoding, sheet, day_order, columns)."""
    with transaction.atomic():
        planimport.read_again(by=by, **answers)
        content = bytes(PlanImportFile.objects.get(planimport=planimport).content)
        _ring_if_large(planimport, content, by)
    if is_small(content):
        stage(planimport, budget=Budget(SECONDS_AT_ONCE))
    planimport.refresh_from_db()


def apply(planimport, *, by):
    """Apply at once, or leave a large import to the worker."""
    if not (planimport.is_large and planimport.may_be_applied):
        apply_import(planimport, by=by, budget=Budget(SECONDS_AT_ONCE))
    elif not planimport.is_busy:
        with transaction.atomic():
            _start(planimport, APPLY, by)


def _ring_if_large(planimport, content, by):
    if not is_small(content):
        _start(planimport, STAGE, by)


def _start(planimport, task, by):
    payload = {"import": str(planimport.pk), "readings": planimport.readings}
    job = Job.start(task, team=planimport.team, by=by, payload=payload)
    PlanImport.objects.filter(pk=planimport.pk).update(job=job)
    planimport.job = job
