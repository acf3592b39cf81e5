"""From an upload to a preview: small files are read in the request, larger ones by the worker."""

from contextlib import suppress

from django.db import transaction

from core.tabular.encoding import detect
from planner.models import PlanImport, PlanImportFile
from teams.models import Job, membership_of

from .applying import apply_import
from .reading import TitleMissingError, open_plan
from .staging import stage

READ_AT_ONCE = 50 * 1024  # bytes
STAGE = "planner.stage_import"
APPLY = "planner.apply_import"


def check_content(content, *, encoding=""):
    """Refuse bytes that are no plan at all; raises TabularError. A small file is read to its end.

    Without a title column it is taken all the same: the preview asks which column that is.
    """
    if len(content) <= READ_AT_ONCE:
        with suppress(TitleMissingError):
            open_plan(content, encoding=encoding)
    else:
        detect(content)


def upload(planimport, content, *, by):
    """Store a new import with its bytes and read it; raises ValidationError."""
    with transaction.atomic():
        store_upload(planimport, content, by=by)
        _ring_if_large(planimport, by)
    _read_if_small(planimport)
    return planimport


@transaction.atomic
def store_upload(planimport, content, *, by):
    """Store a new import with its bytes, to be read by whoever calls."""
    planimport.size, planimport.made_by, planimport.findings = len(content), membership_of(by), {}
    planimport.store(by=by)
    PlanImportFile.objects.create(planimport=planimport, content=content)


def read_again(planimport, *, by, **answers):
    """Read the file anew with a person's answers (encoding, day_order, columns)."""
    with transaction.atomic():
        planimport.read_again(by=by, **answers)
        _ring_if_large(planimport, by)
    _read_if_small(planimport)


def apply(planimport, *, by):
    """Apply at once, or leave a large import to the worker."""
    if not (planimport.is_large and planimport.may_be_applied):
        apply_import(planimport, by=by)
    elif not planimport.is_busy:
        with transaction.atomic():
            _start(planimport, APPLY, by)


def _ring_if_large(planimport, by):
    if planimport.size > READ_AT_ONCE:
        _start(planimport, STAGE, by)


def _read_if_small(planimport):
    if planimport.size <= READ_AT_ONCE:
        stage(planimport)
    planimport.refresh_from_db()


def _start(planimport, task, by):
    payload = {"import": str(planimport.pk), "readings": planimport.readings}
    job = Job.start(task, team=planimport.team, by=by, payload=payload)
    PlanImport.objects.filter(pk=planimport.pk).update(job=job)
    planimport.job = job
