"""Quality gates and files on the page of a milestone: asked for, decided and attached in place, refused in words."""

import pytest
from playwright.sync_api import expect

from planner.models import GateCheck
from teams.models import File
from tests.factories.gates import GateCheckFactory
from tests.factories.planner import MilestoneFactory

pytestmark = pytest.mark.django_db(transaction=True)
PDF = {"name": "q1 report.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}
PICTURE = {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}
MEGABYTE = 1024 * 1024


@pytest.fixture
def row(member):
    return MilestoneFactory(team=member.team, title="Beta", number=1)


@pytest.fixture
def visitor(visit, member, row):
    GateCheckFactory(team=row.team, milestone=row, title="Security review")
    visitor = visit(member)
    visitor.open(row.get_absolute_url())
    expect(visitor.page.locator("#files summary")).to_be_visible()
    return visitor


def test_a_gate_is_named_until_it_has_passed(visitor, row):
    page = visitor.page
    page.locator("#milestone-verb").click()
    expect(page.get_by_text("Neither passed nor waived: Security review.")).to_be_visible()

    page.locator("#milestone-gates").get_by_role("button", name="Mark as passed").click()
    expect(page.locator("#milestone-gates h2")).to_contain_text("1/1")
    page.locator("#milestone-verb").click()

    expect(page.locator("#milestone-verb")).to_have_text("Reopen milestone")
    row.refresh_from_db()
    assert (row.state, visitor.violations()) == ("completed", [])


@pytest.fixture
def fields(visit, member, row):
    """The form of a new gate; what only a metric and only an approval has."""
    visitor = visit(member)
    visitor.open(f"/t/acme/gates/new/?milestone={row.pk}")
    return visitor, visitor.page.locator("#id_threshold"), visitor.page.locator("#id_approver")


def test_choosing_a_kind_shows_what_belongs_to_it(fields, row):
    visitor, threshold, approver = fields
    page, kind = visitor.page, visitor.page.locator("#id_kind")
    parts = page.locator("form details.fold:visible > summary")
    expect(parts).to_have_text(["Order"])

    kind.select_option("approval")
    expect(parts).to_have_text(["For an approval", "Order"])
    expect(approver).to_be_visible()
    kind.select_option("evidence")
    expect(parts).to_have_text(["Order"])
    kind.focus()
    page.keyboard.type("Metric")
    expect(parts).to_have_text(["For a metric", "Order"])
    expect(threshold).to_be_visible()
    expect(approver).to_be_hidden()
    assert visitor.axe() == []

    page.locator("#id_title").fill("F1 of the reader")
    page.get_by_role("button", name="Create quality gate").click()
    expect(page.get_by_text("Say when a metric passes: above or below which threshold.")).to_be_visible()
    expect(threshold).to_be_visible()
    page.locator("#id_comparison").select_option("ge")
    threshold.fill("0.9")
    page.get_by_role("button", name="Create quality gate").click()
    page.wait_for_url(f"**{row.get_absolute_url()}")
    assert GateCheck.objects.values_list("kind", "threshold").get() == ("metric", "0.9")
    assert (visitor.violations(), visitor.troubles) == ([], [])


def test_what_was_refused_in_a_part_stays_in_sight(fields):
    visitor, threshold, _approver = fields
    page = visitor.page
    page.locator("#id_kind").select_option("metric")
    threshold.fill("much")
    page.locator("#id_kind").select_option("checkbox")
    expect(threshold).to_be_hidden()

    page.get_by_role("button", name="Create quality gate").click()

    expect(page.locator("#id_threshold[aria-invalid]")).to_be_visible()


def test_every_part_can_be_unfolded_without_scripts(visit, member, row):
    visitor = visit(member, java_script_enabled=False)
    visitor.open(f"/t/acme/gates/new/?milestone={row.pk}")
    page = visitor.page

    expect(page.locator("form details.fold > summary")).to_have_text(["For a metric", "For an approval", "Order"])
    page.get_by_text("For a metric").click()

    expect(page.locator("#id_threshold")).to_be_visible()


def attach(page, file):
    page.locator("#files details:not([open]) > summary").click()
    page.set_input_files("#files-file", file)
    page.get_by_role("button", name="Attach file").click()


def test_a_file_is_attached_in_place_and_comes_back_as_a_download(visitor):
    page = visitor.page
    attach(page, PDF)
    expect(page.locator("#files a.name")).to_have_text("q1 report.pdf")

    with page.expect_download() as download:
        page.locator("#files a.name").click()

    assert (download.value.suggested_filename, File.objects.get().content) == ("q1 report.pdf", PDF["buffer"])
    assert visitor.violations() == []


def test_what_is_not_kept_is_told_in_place(visitor):
    page = visitor.page
    attach(page, PICTURE)

    expect(page.locator("#files .field")).to_contain_text("“logo.svg” is not kept")
    assert File.objects.count() == 0


def test_what_is_too_large_is_told_on_top(visitor):
    page = visitor.page
    attach(page, PDF | {"buffer": b"%PDF-1.7\n" + b"x" * (12 * MEGABYTE)})

    expect(page.get_by_text("This is too large: at most 10 MB can be sent at once.")).to_be_visible()
    assert File.objects.count() == 0
