"""Every edge between the states of an import of risks, by model, page and API."""

from functools import partial

import pytest

from planner.imports.one_act import undo_import
from planner.imports.uploading import apply, read_again
from risks.imports.flow import REGISTER
from risks.models import RegisterImport
from tests.conftest import NOW
from tests.edges import DOORS, Act, edges

from .register_files import uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
IMPORTS = ("risks/import", "risk-imports")
RISKS, NO_RISKS = b"title,category,probability,impact\nQuota cut,technical,4,5\n", b"title,category\n"
ACTS = {
    "read": Act(lambda row, by: read_again(row, by=by, flow=REGISTER), "reading"),
    "apply": Act(lambda row, by: apply(row, by=by, flow=REGISTER), "application"),
    "undo": Act(lambda row, by: undo_import(row, by=by), "application", undoes=True),
    "discard": Act(lambda row, by: row.discard(by=by), "discard"),
}
EDGES = edges(
    """
             uploaded   previewed  failed     applied  undone   discarded
    read     previewed  previewed  failed     over     over     over
    apply    unseen     applied    unseen     =        =        unseen
    undo     nothing    nothing    nothing    undone   =        nothing
    discard  discarded  discarded  discarded  there    there    =
    """,
    over="This import is over. Upload the file again.",
    unseen="This import is not ready. Look at its preview first.",
    nothing="This was not imported, so there is nothing to undo.",
    there="This was imported already. Undo it instead.",
)


def import_in(state, by):
    row = uploaded(by, NO_RISKS if state == "failed" else RISKS)
    if state == "uploaded":
        RegisterImport.objects.filter(pk=row.pk).update(state="uploaded")
    if state in ("applied", "undone"):
        apply(row, by=by, flow=REGISTER)
    if state == "undone":
        undo_import(row, by=by)
    if state == "discarded":
        row.discard(by=by)
    return row


def state_of(row):
    return "undone" if row.is_undone else row.state


@pytest.mark.parametrize(("act", "state", "leads"), EDGES)
def test_an_import_of_risks(act, state, leads, walk, owner):
    doors = DOORS[:2] if state == "discarded" else DOORS

    found = walk(partial(import_in, state, owner), ACTS[act], IMPORTS, look=state_of, doors=doors)

    assert found == dict.fromkeys(doors, leads)


@pytest.mark.parametrize("act", ACTS)
def test_programs_find_no_import_that_was_discarded(act, api, owner):
    row, noun = import_in("discarded", owner), ACTS[act].noun
    method = "delete" if ACTS[act].undoes or act == "discard" else "post"

    way = f"/api/v1/teams/acme/risk-imports/{row.pk}/{'' if act == 'discard' else f'{noun}/'}"
    answer = getattr(api(owner), method)(way, {}, format="json")

    assert (answer.status_code, RegisterImport.objects.get().state) == (404, "discarded")
