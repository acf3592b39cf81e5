"""Every edge between the states of an import, by page and by API."""

from functools import partial

import pytest

from planner.imports.one_act import undo_import
from planner.imports.uploading import apply, receive, upload
from planner.models import PlanImport
from tests.conftest import NOW

from .conftest import REFUSED

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW)]

OF_IMPORT = {
    "read": ("reading", {}, False),
    "apply": ("application", {}, False),
    "undo": ("application", {}, True),
    "discard": ("discard", {}, False),
}
IMPORTS = {
    ("previewed", "read"): ("previewed", None),
    ("previewed", "apply"): ("applied", None),
    ("previewed", "undo"): ("previewed", REFUSED),
    ("previewed", "discard"): ("discarded", None),
    ("failed", "read"): ("failed", None),
    ("failed", "apply"): ("failed", REFUSED),
    ("failed", "undo"): ("failed", REFUSED),
    ("failed", "discard"): ("discarded", None),
    ("applied", "read"): ("applied", REFUSED),
    ("applied", "apply"): ("applied", None),
    ("applied", "undo"): ("undone", None),
    ("applied", "discard"): ("applied", REFUSED),
    ("undone", "read"): ("undone", REFUSED),
    ("undone", "apply"): ("undone", None),
    ("undone", "undo"): ("undone", None),
    ("undone", "discard"): ("undone", REFUSED),
}
PLAN, NO_PLAN = b"kind,title,due\nmilestone,Beta,2026-05-01\n", b"kind,title\n"


def import_at(state, by):
    content = NO_PLAN if state == "failed" else PLAN
    row = upload(PlanImport(team=by.team, file_name="plan.csv", new_project="Plan"), receive(content), by=by)
    if state in ("applied", "undone"):
        apply(row, by=by)
    if state == "undone":
        undo_import(row, by=by)
    if state == "discarded":
        row.discard(by=by)
    return row


def import_state(row):
    found = PlanImport.objects.get(pk=row.pk)
    return "undone" if found.is_undone else found.state


@pytest.mark.parametrize(("state", "act"), IMPORTS)
def test_an_import(state, act, doors, owner):
    assert (
        doors(partial(import_at, state, owner), OF_IMPORT[act], import_state, kinds=("import", "imports"))
        == (IMPORTS[state, act])
    )


@pytest.mark.parametrize("act", OF_IMPORT)
def test_a_discarded_import_is_over_and_programs_find_it_no_more(act, browse, api, owner):
    row = import_at("discarded", owner)
    noun, data, undoes = OF_IMPORT[act]
    method = "delete" if undoes or act == "discard" else "post"

    browse(owner).post(f"/t/acme/import/{row.pk}/{noun}/{'undo/' if undoes else ''}")
    path = "" if act == "discard" else f"{noun}/"
    answer = getattr(api(owner), method)(f"/api/v1/teams/acme/imports/{row.pk}/{path}", data, format="json")

    assert (answer.status_code, import_state(row)) == (404, "discarded")
