"""Files follow the row they are attached to, are kept as they came, and are handed back as attachments alone."""

import hashlib
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from planner.models import Milestone
from teams.activity_formatter import history_of
from teams.models import Activity, File
from teams.models.file import LARGEST, FileContent
from teams.models.subjects import discussed_kinds
from tests.factories.files import PDF, attached
from tests.factories.funding import OpportunityFactory
from tests.factories.gates import GateCheckFactory
from tests.factories.planner import GoalFactory, MilestoneFactory, TaskFactory
from tests.factories.risks import ContingencyPlanFactory, RiskFactory

pytestmark = pytest.mark.django_db
HERE = "/api/v1/teams/acme/files/"
IN_PLACE = {"HX-Request": "true", "HX-Target": "files"}


@pytest.fixture
def row(team):
    return MilestoneFactory(team=team, title="Beta", number=1)


def files_page(row):
    return reverse("teams:files", args=["acme", row._meta.label_lower, row.pk])


def download(file):
    return reverse("teams:file", args=["acme", file.pk])


def upload(name="report.pdf", content=PDF, kind="application/pdf"):
    return SimpleUploadedFile(name, content, content_type=kind)


def code_of(act, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        act(*args, **kwargs)
    return refused.value.code


# What is kept


def test_a_file_is_kept_as_it_came(row, member):
    file = attached(row, member)

    assert (file.name, file.media_type, file.size) == ("report.pdf", "application/pdf", len(PDF))
    assert (file.content, file.sha256, file.author) == (PDF, hashlib.sha256(PDF).hexdigest(), member)


def test_the_history_of_the_row_tells(row, member):
    attached(row, member).discard(by=member)

    told = [str(entry["sentence"]) for entry in history_of(member, row)]
    assert [("removed a file from" in text, "attached a file to" in text) for text in told] == [
        (True, False),
        (False, True),
    ]
    row.refresh_from_db()
    assert row.version == 1


def test_what_says_to_be_what_it_is_not_is_refused(row, member):
    assert code_of(attached, row, member, "page.html", b"<p>") == "wrong_type"
    assert code_of(attached, row, member, "a.pdf", b"<html>") == "wrong_type"
    assert code_of(attached, row, member, "a.pdf", b"") == "empty"
    assert code_of(attached, row, member, "a.pdf", PDF + b"x" * LARGEST) == "too_large"
    assert (File.objects.count(), FileContent.objects.count()) == (0, 0)


def test_the_largest_file_is_kept(row, member):
    content = PDF + b"x" * (LARGEST - len(PDF))

    assert attached(row, member, content=content).size == LARGEST


def test_a_team_has_so_much_room(row, member, settings):
    settings.FILES_OF_TEAM_AT_MOST = 3 * len(PDF)
    first, _second, _third = (attached(row, member) for _each in range(3))

    assert code_of(attached, row, member) == "no_room"
    first.discard(by=member)
    attached(row, member)

    assert File.bytes_of(row.team) == 3 * len(PDF)


def test_what_a_removed_row_left_makes_way_the_oldest_first(row, member, other_team, settings):
    settings.FILES_OF_TEAM_AT_MOST = 3 * len(PDF)
    elsewhere = MilestoneFactory(team=other_team)
    kept_elsewhere = attached(elsewhere, None)
    elsewhere.discard(by=None)
    gone = MilestoneFactory(team=row.team)
    first, second = attached(gone, member), attached(gone, member)
    seen = attached(row, member)
    gone.discard(by=member)

    new = attached(row, member)
    left = set(File._base_manager.values_list("pk", flat=True))
    attached(row, member)

    assert left == {kept_elsewhere.pk, second.pk, seen.pk, new.pk}
    assert FileContent.objects.filter(file=first).count() == 0
    assert code_of(attached, row, member) == "no_room"
    assert File.bytes_of(row.team) == 3 * len(PDF)


def test_a_row_has_so_many_files(row, member, monkeypatch):
    monkeypatch.setattr("teams.models.file.FILES_AT_MOST", 2)
    attached(row, member)
    attached(row, member)

    assert code_of(attached, row, member) == "too_many"
    attached(MilestoneFactory(team=row.team), member)


def test_the_bytes_go_with_the_file(row, member):
    attached(row, member).discard(by=member)

    assert FileContent.objects.count() == 0


# Who may


def test_one_removes_ones_own_and_managers_anything(row, member, manager, owner):
    of_member, of_owner = attached(row, member), attached(row, owner)

    with pytest.raises(PermissionDenied):
        of_owner.discard(by=member)
    of_owner.discard(by=manager)
    of_member.discard(by=member)

    assert File.objects.count() == 0


@pytest.fixture
def milestones_of_their_own(monkeypatch):
    """Let everybody see the milestones they own alone, as a restricted kind of row may."""

    class OwnMilestones(type(Milestone.objects.all())):
        def visible_to(self, membership):
            return super().visible_to(membership).filter(owner=membership)

    monkeypatch.setattr(Milestone._default_manager, "_queryset_class", OwnMilestones)


@pytest.mark.usefixtures("milestones_of_their_own")
def test_a_restricted_row_takes_its_files_along(team, owner, member, browse, api):
    milestone = MilestoneFactory(team=team, owner=owner)
    file = attached(milestone, owner, "secret.pdf")

    assert list(File.objects.visible_to(member)) == []
    assert [browse(member).get(address).status_code for address in (files_page(milestone), download(file))] == [
        404,
        404,
    ]
    assert browse(member).post(files_page(milestone), {"file": upload()}).status_code == 404
    assert browse(member).post(reverse("teams:file-discard", args=["acme", file.pk])).status_code == 404
    assert api(member).get(HERE).json()["count"] == 0
    answers = [api(member).get(f"{HERE}{file.pk}/{part}").status_code for part in ("", "content/")]
    assert [*answers, api(member).delete(f"{HERE}{file.pk}/").status_code] == [404, 404, 404]
    body = {"subject_kind": "planner.milestone", "subject_id": str(milestone.pk), "file": upload()}
    assert api(member).post(HERE, body, format="multipart").json()["errors"][0]["field"] == "subject_id"
    assert Activity.objects.visible_to(member).filter(verb="file_attached").count() == 0
    assert api(owner).get(f"{HERE}{file.pk}/content/").content == PDF


@pytest.mark.parametrize("who", ["stranger", "viewer", "left", "nobody"])
def test_who_may_not_attach(who, row, viewer, stranger, member, request, client, browse):
    file = attached(row, member)
    if who == "left":
        member.ended_at = timezone.now()
        member.save()
    person = {"stranger": stranger, "viewer": viewer, "left": member, "nobody": None}[who]
    door = browse(person) if person else client

    reading = door.get(download(file)).status_code
    writing = door.post(files_page(row), {"file": upload()}).status_code
    removing = door.post(reverse("teams:file-discard", args=["acme", file.pk])).status_code

    expected = {"stranger": (404, 404, 404), "viewer": (200, 403, 403), "left": (404, 404, 404), "nobody": (302,) * 3}
    assert (reading, writing, removing) == expected[who]
    assert File.objects.count() == 1


def test_a_file_of_another_team_is_not_there(row, member, other_team, browse, api):
    foreign = attached(MilestoneFactory(team=other_team), None)

    assert browse(member).get(download(foreign)).status_code == 404
    assert api(member).get(f"{HERE}{foreign.pk}/content/").status_code == 404
    body = {"subject_kind": "planner.milestone", "subject_id": str(foreign.subject_id), "file": upload()}
    assert api(member).post(HERE, body, format="multipart").status_code == 400


def test_a_row_that_is_gone_hides_its_files(row, member):
    attached(row, member)
    row.discard(by=member)

    assert list(File.objects.visible_to(member)) == []


# How it is handed back


@pytest.mark.parametrize("door", ["page", "api"])
def test_the_bytes_are_an_attachment_in_a_sandbox(door, row, member, browse, api):
    file = attached(row, member, 'q1 "final"; 报告.pdf')

    answer = browse(member).get(download(file)) if door == "page" else api(member).get(f"{HERE}{file.pk}/content/")

    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''q1%20_final_%3B%20")
    assert answer.headers["Content-Type"] == ("application/pdf" if door == "page" else "application/octet-stream")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store, private"


NAMES = [
    "a\r\nSet-Cookie: x=1.pdf",
    "a\u202efdp.pdf",
    "../../../a.pdf",
    "..\\a.pdf",
    'a";b.pdf',
    "a\x00.pdf",
    "%2e%2e.pdf",
]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leaves_its_header(name, row, member, browse):
    answer = browse(member).get(download(attached(row, member, name)))

    header = answer.headers["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert not set(header) & set("\r\n\0")
    assert (answer.cookies.get("x"), "/" in header.replace("''", ""), "\\" in header) == (None, False, False)


# Pages


def test_a_file_is_attached_and_removed_on_the_page(row, member, browse):
    client = browse(member)

    answer = client.post(files_page(row), {"file": upload()})
    shown = client.get(files_page(row), headers=IN_PLACE).content.decode()
    file = File.objects.get()
    removed = client.post(reverse("teams:file-discard", args=["acme", file.pk]))

    assert (answer.status_code, answer.url) == (303, files_page(row))
    assert ("report.pdf" in shown, "<html" in shown) == (True, False)
    assert (removed.status_code, removed.url, File.objects.count()) == (303, files_page(row), 0)


def test_what_is_refused_says_why_in_place(row, member, browse):
    answer = browse(member).post(files_page(row), {"file": upload("a.svg", b"<svg/>")}, headers=IN_PLACE)

    assert (answer.status_code, "“a.svg” is not kept" in answer.content.decode()) == (422, True)


def test_rows_nobody_talks_about_have_no_files(row, owner, browse):
    assert (
        browse(owner).get(reverse("teams:files", args=["acme", "planner.project", row.project_id])).status_code == 404
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_reads_no_bytes_and_costs_the_same_for_more(rows, row, member, browse, queries):
    for _each in range(rows):
        attached(row, member)
    client = browse(member)
    client.get(files_page(row), headers=IN_PLACE)

    with queries(5) as sent:
        client.get(files_page(row), headers=IN_PLACE)

    assert not [each for each in sent.captured_queries if "filecontent" in each["sql"]]


def test_the_settings_of_the_team_count(row, owner, browse):
    attached(row, owner, "a.txt", b"x" * 2048)

    shown = browse(owner).get(reverse("teams:settings", args=["acme"])).content.decode()

    assert "2.0\xa0KB" in shown
    assert "1.0\xa0GB" in shown


@pytest.mark.parametrize(
    "factory",
    [
        MilestoneFactory, GateCheckFactory, TaskFactory, GoalFactory,
        RiskFactory, ContingencyPlanFactory, OpportunityFactory,
    ],
)  # fmt: skip
def test_the_page_of_whatever_has_files_leads_there(factory, manager, browse):
    row = factory(team=manager.team)

    assert files_page(row) in browse(manager).get(row.get_absolute_url()).content.decode()


def test_every_kind_with_files_is_asked_for_its_page():
    asked = test_the_page_of_whatever_has_files_leads_there.pytestmark[0].args[1]

    assert {factory._meta.model for factory in asked} == set(discussed_kinds().values())


def test_a_file_is_evidence(row, member):
    gate = GateCheckFactory(team=row.team, milestone=row, kind="evidence")
    assert code_of(gate.mark_passed, by=member) == "no_evidence"

    attached(gate, member)
    gate.mark_passed(by=member)

    assert gate.state == "passed"


# The API


def test_a_program_attaches_lists_and_removes(row, member, api):
    body = {"subject_kind": "planner.milestone", "subject_id": str(row.pk), "file": upload()}

    made = api(member).post(HERE, body, format="multipart")
    listed = api(member).get(f"{HERE}?subject_id={row.pk}").json()["results"]
    gone = api(member).delete(f"{HERE}{made.json()['id']}/")

    assert (made.status_code, listed, gone.status_code) == (201, [made.json()], 204)
    assert (made.json()["size"], made.json()["sha256"]) == (len(PDF), hashlib.sha256(PDF).hexdigest())


def test_a_program_is_told_the_same(row, member, api, browse):
    body = {"subject_kind": "planner.milestone", "subject_id": str(row.pk), "file": upload("a.svg", b"<svg/>")}

    answer = api(member).post(HERE, body, format="multipart").json()
    shown = browse(member).post(files_page(row), {"file": upload("a.svg", b"<svg/>")})

    [error] = answer["errors"]
    assert (error["field"], error["code"]) == ("file", "wrong_type")
    assert error["message"] in shown.context["form"].errors["file"]


# What is too large is not read


class Unreadable(io.BytesIO):
    def read(self, *args):
        raise AssertionError("the request was read")


@pytest.mark.parametrize("length", [str(11 * 1024 * 1024 + 1), "1" + "0" * 5_000], ids=["over", "absurd"])
def test_a_request_that_is_too_large_is_refused_before_it_is_read(length, row, member, browse):
    client = browse(member)
    for path, kind in ((files_page(row), "text/html; charset=utf-8"), (HERE, "application/problem+json")):
        answer = client.generic(
            "POST",
            path,
            content_type="multipart/form-data; boundary=b",
            CONTENT_LENGTH=length,
            **{"wsgi.input": Unreadable()},
        )

        assert (answer.status_code, answer.headers["Content-Type"]) == (413, kind)
        assert "10 MB" in answer.content.decode()


def test_htmx_is_told_in_words(row, member, browse):
    answer = browse(member).post(
        files_page(row), {"file": upload(content=PDF + b"x" * (11 * 1024 * 1024))}, headers=IN_PLACE
    )

    assert answer.status_code == 422
    assert answer.content.decode() == "This is too large: at most 10 MB can be sent at once."


def test_between_the_file_and_the_request_the_file_is_told(row, member, browse):
    answer = browse(member).post(files_page(row), {"file": upload(content=PDF + b"x" * LARGEST)})

    assert (answer.status_code, answer.context["form"].errors["file"]) == (422, ["A file has at most 10 MB."])
