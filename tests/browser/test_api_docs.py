"""The page that describes the API shows its operations under our own Content-Security-Policy."""

from playwright.sync_api import expect


def test_a_person_reads_the_operations_of_the_api(visit, transactional_db, viewer):
    visitor = visit(viewer)

    visitor.open("/api/v1/docs/")

    members = visitor.page.locator('[data-path="/api/v1/teams/{team}/members/"]')
    expect(members).to_have_count(2)
    expect(members.first).to_be_visible()
    assert visitor.violations() == []
