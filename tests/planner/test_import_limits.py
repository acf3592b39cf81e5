"""No file holds a request or a worker: rows cost the same each, a file is read once, and time is limited."""

import itertools

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import translation

from config import broker
from core.budget import Budget
from core.tabular.reader import read_table
from planner import tasks
from planner.imports import applying, judging, staging, uploading
from planner.imports.applying import apply_import
from planner.imports.reading import open_plan
from planner.imports.showing import failure_of, shown
from planner.models import Goal, Milestone, PlanImport, Project, StagedRow, Task
from planner.tasks import apply_plan_import, stage_import
from teams.models import Activity, Change, Job
from tests.factories.planner import ProjectFactory
from tests.factories.teams import MembershipFactory
from tests.measuring import calls_of, lines_run

from .import_files import listed, uploaded
from .test_import_size import plan

pytestmark = pytest.mark.django_db
START = reverse("planner:import", args=["acme"])
API = "/api/v1/teams/acme/imports/"
TOO_SLOW = "Reading this file takes too long. Divide it into several files with fewer rows each."


def posted(client, content):
    return client.post(START, {"file": SimpleUploadedFile("plan.csv", content)})


# Rows cost the same each


def in_one_project(team, rows):
    projects = [ProjectFactory(team=team)] * rows
    return projects, "title\n" + "Beta\n" * rows


def in_a_project_each(team, rows):
    projects = ProjectFactory.create_batch(rows, team=team)
    return projects, "title,project\n" + "".join(f"Beta,{project.name}\n" for project in projects)


def in_any_project(team, rows):
    projects = ProjectFactory.create_batch(rows, team=team)
    return projects, "title,project\n" + "".join(f"Beta,{project.name}\nBeta,\n" for project in projects)


def in_no_project(team, rows):
    return ProjectFactory.create_batch(rows, team=team), "title\n" + "".join(f"M{row}\n" for row in range(rows))


@pytest.mark.parametrize("shape", [in_one_project, in_a_project_each, in_any_project, in_no_project])
def test_judging_rows_costs_the_same_each_whatever_is_here_under_their_names(shape):
    def work(rows):
        owner = MembershipFactory(role="owner")
        projects, text = shape(owner.team, rows)
        Milestone.objects.bulk_create(
            Milestone(team=owner.team, project=project, title="Beta", number=number)
            for number, project in enumerate(projects, start=1)
        )
        planimport = PlanImport(team=owner.team, file_name="plan.csv", made_by=owner)
        reading = open_plan(text.encode())
        return lines_run(lambda: list(judging.Judge(planimport, reading).verdicts()))

    assert work(80) < 2.1 * work(40)


def test_of_many_namesakes_the_first_five_are_named(owner):
    project = ProjectFactory(team=owner.team)
    Milestone.objects.bulk_create(
        Milestone(team=owner.team, project=project, title="Beta", number=number) for number in range(1, 9)
    )

    planimport = uploaded(owner, b"title,project\n" + b"beta,\n" * 2)

    told = [[problem["params"]["codes"] for problem in row.problems] for row in planimport.rows.all()]
    assert told == [["M-1, M-2, M-3, M-4, M-5, …"]] * 2


def test_of_many_goals_the_first_twenty_are_taken(owner):
    names = "; ".join(f"G{number}" for number in range(21))

    planimport = uploaded(owner, listed(f"milestone,A,,,,,,,{names},"))

    assert planimport.counts["new_goals"] == [f"G{number}" for number in range(20)]
    assert [problem["code"] for problem in planimport.rows.get().problems] == ["too_many_goals"]


def test_what_many_rows_bring_along_is_applied_by_the_worker():
    names = [f"G{number}" for number in range(991)]

    assert PlanImport(counts={"create": 10, "new_goals": names}).is_large
    assert not PlanImport(counts={"create": 10, "new_goals": names[1:]}).is_large


def test_a_page_of_the_preview_costs_the_same_for_each_row_however_many_were_skipped(owner):
    def work(rows):
        skipped = [{"line": row, "title": "A", "code": "made_meanwhile", "params": {}} for row in range(rows)]
        planimport = PlanImport(team=owner.team, state="applied", outcome={"skipped": skipped})
        staged = [StagedRow(line=row, title="A", kind="task", verdict="create") for row in range(rows)]
        return lines_run(lambda: shown(staged, planimport))

    assert work(80) < 2.1 * work(40)


# A file is read once


def test_a_page_reads_a_file_once(browse, member):
    client = browse(member)

    assert calls_of(read_table, posted, client, listed("milestone,A,,,,,,,,")) == 1
    assert calls_of(read_table, posted, client, b"Vorgang,Frist\nRed,2026-05-01\n") == 1
    assert list(PlanImport.objects.order_by("pk").values_list("state", flat=True)) == ["previewed", "failed"]


def test_the_api_reads_a_file_once_and_as_it_was_told_to(api, member):
    client, answers = api(member), []

    def send(content, **fields):
        data = {"file": SimpleUploadedFile("plan.csv", content), **fields}
        answers.append(client.post(API, data, format="multipart"))

    assert calls_of(read_table, lambda: send("Titel;title\nx;é\n".encode("cp1252"), encoding="windows-1252")) == 1
    send(b"title\n\xff\n", encoding="utf-8")

    assert [answer.status_code for answer in answers] == [201, 400]
    assert answers[0].data["findings"]["encoding"] == "windows-1252"
    assert answers[1].data["errors"][0]["code"] == "encoding_mismatch"


@pytest.mark.usefixtures("small_limits")
def test_a_large_file_is_read_by_the_worker_alone(browse, member):
    content = plan(60)

    assert calls_of(read_table, posted, browse(member), content) == 0
    assert calls_of(read_table, stage_import, str(Job.objects.get().pk)) == 1


def test_the_command_reads_a_file_once(tmp_path, team):
    file = tmp_path / "plan.csv"
    file.write_bytes(listed("milestone,A,,,,,,,,"))

    assert calls_of(read_table, lambda: call_command("import_plan", file, "--team=acme", "--apply")) == 1


def test_a_file_of_many_short_rows_is_left_to_the_worker(owner):
    for line_end in ("\n", "\r\n", "\r"):
        assert uploaded(owner, f"title{line_end}{f'a{line_end}' * 999}".encode()).job is None
        assert uploaded(owner, f"title{line_end}{f'a{line_end}' * 1_001}".encode()).job.state == "queued"


# Time is limited


def ending_after(looks):
    """Return a budget that is spent when it has been looked at so often."""
    return Budget(looks, itertools.count().__next__)


def test_the_budgets_end_before_the_worker_does():
    assert broker.COMMON["task_soft_time_limit"] > tasks.READING_SECONDS
    assert max(tasks.APPLYING_SECONDS.values()) < broker.COMMON["task_soft_time_limit"]
    assert tasks.APPLYING_SECONDS["sqlite"] < 20


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_file_that_takes_too_long_is_refused_with_what_to_do(language, browse, api, member, monkeypatch):
    monkeypatch.setattr(uploading, "SECONDS_AT_ONCE", -1)
    member.user.language = language
    member.user.save()
    content = listed("milestone,A,,,,,,,,")

    page = posted(browse(member), content)
    answer = api(member).post(API, {"file": SimpleUploadedFile("plan.csv", content)}, format="multipart")

    with translation.override(language):
        sentence = translation.gettext(TOO_SLOW)
    assert (page.status_code, sentence in page.content.decode()) == (422, True)
    assert (answer.status_code, answer.data["errors"][0]["code"]) == (400, "out_of_time")
    assert (answer.data["errors"][0]["message"], sentence != TOO_SLOW) == (sentence, language != "en")
    assert not PlanImport.objects.exists()


@pytest.mark.parametrize("looks", [1, 30, 100])
@pytest.mark.usefixtures("small_limits")
def test_a_file_out_of_time_leaves_no_row_and_can_be_read_again(looks, owner):
    planimport = uploaded(owner, plan(60))

    staging.stage(planimport, budget=ending_after(looks))

    planimport.refresh_from_db()
    assert (planimport.state, planimport.failure["code"]) == ("failed", "out_of_time")
    assert not StagedRow.objects.exists()
    uploading.read_again(planimport, by=owner)
    stage_import(str(planimport.job_id))
    assert (PlanImport.objects.get().state, StagedRow.objects.count()) == ("previewed", 60)


@pytest.mark.usefixtures("small_limits")
def test_the_worker_gives_a_file_up_in_time_and_the_page_says_so(owner, browse, monkeypatch):
    monkeypatch.setattr(tasks, "READING_SECONDS", -1)
    planimport = uploaded(owner, plan(60))

    stage_import(str(planimport.job_id))

    page = browse(owner).get(planimport.get_absolute_url()).content.decode()
    assert (Job.objects.get().state, TOO_SLOW in page) == ("done", True)


def written():
    return [model.objects.count() for model in (Project, Goal, Milestone, Task, Change, Activity)]


@pytest.mark.parametrize("looks", range(1, 7))
def test_an_import_out_of_time_writes_nothing_and_can_be_applied_later(looks, owner, monkeypatch):
    monkeypatch.setattr(applying, "CHUNK", 20)
    planimport = uploaded(owner, plan(60))
    before = written()

    with pytest.raises(ValidationError) as caught:
        apply_import(planimport, by=owner, budget=ending_after(looks))

    assert (caught.value.code, written()) == ("out_of_time", before)
    planimport = PlanImport.objects.get()
    assert planimport.state == "previewed"
    apply_import(planimport, by=owner)
    assert (planimport.state, planimport.outcome["made"]) == ("applied", 60)


def test_a_page_and_the_api_say_what_to_do_when_applying_takes_too_long(owner, browse, api, monkeypatch):
    planimport = uploaded(owner, plan(60))
    monkeypatch.setattr(uploading, "SECONDS_AT_ONCE", -1)

    page = browse(owner).post(reverse("planner:import-application", args=["acme", planimport.pk]), follow=True)
    answer = api(owner).post(f"{API}{planimport.pk}/application/")

    assert "so nothing was imported. Try again when less is going on" in page.content.decode()
    assert (answer.status_code, answer.data["errors"][0]["code"]) == (400, "out_of_time")
    assert not Milestone.objects.exists()


@pytest.mark.usefixtures("small_limits")
def test_the_worker_says_what_to_do_when_applying_takes_too_long(owner, monkeypatch):
    planimport = uploaded(owner, plan(60))
    stage_import(str(planimport.job_id))
    planimport = PlanImport.objects.get()
    monkeypatch.setitem(tasks.APPLYING_SECONDS, connection.vendor, -1)

    uploading.apply(planimport, by=owner)
    apply_plan_import(str(planimport.job_id))

    planimport = PlanImport.objects.get()
    assert (planimport.state, planimport.job.state, Milestone.objects.count()) == ("previewed", "failed", 0)
    assert failure_of(planimport).endswith("or divide the file into smaller ones.")
