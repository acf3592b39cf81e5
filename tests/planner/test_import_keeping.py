"""How long an import waits for a person: its file goes with it."""

import pytest

from planner.imports.applying import apply_import
from planner.imports.uploading import read_again
from planner.models import PlanImport, PlanImportFile
from planner.tasks import discard_imports
from teams.models import Activity

from .import_files import listed, uploaded

pytestmark = pytest.mark.django_db
CONTENT = listed("milestone,A,,,,,,,,1")


@pytest.fixture(autouse=True)
def uploads(owner, time_machine):
    """Bring three files on the first of March: one is applied, one cannot be read, one waits."""
    time_machine.move_to("2026-03-01T09:00:00Z", tick=False)
    apply_import(uploaded(owner, CONTENT, name="applied.csv"), by=owner)
    uploaded(owner, b"title\n", name="failed.csv")
    uploaded(owner, CONTENT, name="waiting.csv")


def states():
    return dict(PlanImport.objects.values_list("file_name", "state"))


def test_what_nobody_touches_for_30_days_is_discarded_with_its_file(time_machine):
    time_machine.move_to("2026-03-31T08:59:00Z", tick=False)
    discard_imports()
    before = states()

    time_machine.move_to("2026-03-31T09:01:00Z", tick=False)
    discard_imports()

    assert before == {"applied.csv": "applied", "failed.csv": "failed", "waiting.csv": "previewed"}
    assert states() == {"applied.csv": "applied", "failed.csv": "discarded", "waiting.csv": "discarded"}
    assert not PlanImportFile.objects.exists()
    assert list(Activity.objects.filter(verb="discarded").values_list("by", flat=True)) == [None, None]


def test_what_was_read_again_since_is_kept(owner, time_machine):
    time_machine.move_to("2026-03-20T09:00:00Z", tick=False)
    read_again(PlanImport.objects.get(file_name="waiting.csv"), by=owner)

    time_machine.move_to("2026-04-10T09:00:00Z", tick=False)
    discard_imports()

    assert states()["waiting.csv"] == "previewed"


def test_the_days_are_a_setting_and_stand_on_the_page(browse, owner, settings, time_machine):
    settings.IMPORT_RETENTION_DAYS = 1
    page = browse(owner).get("/t/acme/import/").content.decode()

    time_machine.move_to("2026-03-02T09:01:00Z", tick=False)
    discard_imports()

    assert "is discarded after 1 day." in page
    assert states()["waiting.csv"] == "discarded"
