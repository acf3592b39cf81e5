"""The pages of an import: upload, questions, preview, apply, undo, discard; and who may."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from planner.models import Milestone, PlanImport, Task
from planner.tasks import apply_plan_import, stage_import
from tests.factories.planner import MilestoneFactory, ProjectFactory

from .import_files import NAMES, listed, sample, uploaded
from .test_import_size import LARGE, plan, staged

pytestmark = pytest.mark.django_db
START = "/t/acme/import/"


def sent(client, content, *, name="plan.csv", **fields):
    return client.post(START, {"file": SimpleUploadedFile(name, content), **fields})


@pytest.mark.parametrize("name", NAMES)
def test_each_sample_goes_from_upload_to_plan_and_back(name, browse, member):
    client = browse(member)

    upload = sent(client, sample(name), name=name)
    planimport = PlanImport.objects.get()
    url = planimport.get_absolute_url()
    if planimport.questions:
        answers = {"encoding": planimport.findings["encoding"], "day_order": "dmy"}
        assert client.post(f"{url}reading/", answers).status_code == 303
    preview = client.get(url).content.decode()
    applied = client.post(f"{url}application/")
    made = Milestone.objects.count() + Task.objects.count()
    undone = client.post(f"{url}application/undo/")

    assert (upload.status_code, upload.url, applied.status_code, undone.status_code) == (303, url, 303, 303)
    assert f"Import {made} rows" in preview
    assert all(row.title in preview.replace("&#x27;", "'") for row in planimport.rows.all()[:5])
    assert made == planimport.rows.count()
    assert (Milestone.objects.count(), Task.objects.count()) == (0, 0)
    assert "since been undone" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04 rest of a workbook", "This is a spreadsheet file."),
        (b"\x00\x01\x02\x03\x00\x00\x07", "This is not a text file."),
        (b"title,due\n", "The file has a header and no rows."),
        (b'title,due\n"A,2026\n', "quotation mark"),
        (b"a" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
    ids=("empty", "workbook", "binary", "no-rows", "quote", "large"),
)
def test_what_is_no_plan_is_refused_in_place_and_nothing_is_kept(content, sentence, browse, member):
    answer = sent(browse(member), content)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not PlanImport.objects.exists()


def test_a_file_without_a_known_title_asks_which_column_it_is_and_then_for_the_others(browse, member):
    client = browse(member)
    sent(client, b"Vorgang,Frist,Wer\nRed,2026-05-01,Mia Member\n")
    url = PlanImport.objects.get().get_absolute_url()

    asked = client.get(url).context["columns"]
    refused = client.post(f"{url}reading/", {"column-title": "Elsewhere"}, follow=True).content.decode()
    client.post(f"{url}reading/", {"column-title": "Vorgang"})
    guessed = client.get(url).context["columns"]
    answers = {"column-title": "Vorgang", "column-due": "Frist", "column-owner": "Wer"}
    page = client.post(f"{url}reading/", answers, follow=True)

    assert list(asked.fields) == ["title"]
    assert "Elsewhere is not one of the available choices" in refused
    assert guessed.fields["title"].initial == "Vorgang"
    assert {"due", "owner", "state"} < set(guessed.fields)
    [row] = page.context["rows"]
    assert (row["row"].title, str(row["due"]), row["owner"]) == ("Red", "2026-05-01", "Mia Member")


def test_a_column_is_offered_once_and_not_by_a_name_as_long_as_a_letter(browse, member):
    planimport = uploaded(member, f"Vorgang,Vorgang,{'x' * 200},{'y' * 201}\nRed,,,\n".encode())

    field = browse(member).get(planimport.get_absolute_url()).context["columns"].fields["title"]

    assert [value for value, _label in field.choices] == ["", "Vorgang", "x" * 200]


def test_columns_of_another_programs_export_are_not_asked_for(browse, member):
    planimport = uploaded(member, sample("asana.csv"))

    page = browse(member).get(planimport.get_absolute_url())

    assert list(page.context["columns"].fields) == []


def test_a_file_is_required(browse, member):
    assert browse(member).post(START, {}).status_code == 422


def test_a_project_and_a_new_one_cannot_both_be_chosen(browse, member):
    project = ProjectFactory(team=member.team)

    answer = sent(browse(member), listed("milestone,A,,,,,,,,"), project=project.pk, new_project="Other")

    assert (answer.status_code, "not both" in answer.content.decode()) == (422, True)


def test_a_project_of_another_team_is_no_choice(browse, member, stranger):
    theirs = ProjectFactory(team=stranger.team)

    assert sent(browse(member), listed("milestone,A,,,,,,,,"), project=theirs.pk).status_code == 422


def test_an_uncertain_encoding_is_offered_with_samples(browse, member):
    planimport = uploaded(member, sample("western_windows1252.csv"))
    client = browse(member)
    url = planimport.get_absolute_url()

    page = client.get(url).content.decode()
    refused = client.post(f"{url}application/", follow=True)

    assert all(f"{guess['encoding']}: " in page for guess in planimport.findings["encodings"])
    assert "Import 1" not in page
    assert "Choose the text encoding first." in refused.content.decode()
    assert not Milestone.objects.exists()


def test_day_or_month_first_is_asked_with_the_sample(browse, member):
    planimport = uploaded(member, b"title,due\nA,03/04/26\n")
    client = browse(member)

    page = client.get(planimport.get_absolute_url()).content.decode()
    client.post(f"{planimport.get_absolute_url()}reading/", {"day_order": "mdy"})
    client.post(f"{planimport.get_absolute_url()}application/")

    assert "03/04/26" in page
    assert Milestone.objects.get().due_on.isoformat() == "2026-03-04"


def test_rows_can_be_narrowed_to_bad_ones_and_to_warnings(browse, member):
    planimport = uploaded(
        member,
        listed(
            "milestone,Good,,,,,,,,", "milestone,Warned,,Nobody here,,,,,,", "milestone,Bad,,,2026-02-01,2026-01-01,,,,"
        ),
    )
    client = browse(member)
    url = planimport.get_absolute_url()

    bad, warned = (client.get(f"{url}?show={view}").content.decode() for view in ("bad", "warnings"))

    assert ("It starts on 2026-02-01" in bad, ">Warned" in bad) == (True, False)
    assert ("“Nobody here”" in warned, "It starts on" in warned) == (True, False)


def test_another_table_that_is_left_out_is_told(browse, member):
    client = browse(member)

    sent(client, b"title,due\nA,\n\nResources,\nname,email\nAna,ana@example.com\n", new_project="Plan")

    planimport = PlanImport.objects.get()
    assert planimport.counts["milestone"] == 1
    assert "another table, from line 4 on" in client.get(planimport.get_absolute_url()).content.decode()


def test_what_a_second_run_would_change_is_shown_old_and_new(browse, member):
    project = ProjectFactory(team=member.team)
    MilestoneFactory(
        team=member.team, project=project, title="Old", due_on="2026-01-31", external_source="csv", external_id="7"
    )

    planimport = uploaded(member, b"id,title,due\n7,New,2026-05-01\n")
    page = browse(member).get(planimport.get_absolute_url()).content.decode()

    assert "<del>Old</del>" in page
    assert "<ins>New</ins>" in page


@pytest.mark.usefixtures("small_limits")
def test_a_large_file_shows_its_progress_until_the_worker_is_done(browse, member):
    client = browse(member)
    content = plan(LARGE)
    sent(client, content)
    planimport = PlanImport.objects.get()
    url = planimport.get_absolute_url()

    waiting = client.get(url).content.decode()
    fragment = client.get(url, headers={"HX-Request": "true", "HX-Target": "import-body"}).content.decode()
    stage_import(str(planimport.job_id))
    done = client.get(url).content.decode()

    assert all(words in waiting for words in ('hx-trigger="every 1s"', "The file is being read.", f'href="{url}"'))
    assert fragment.lstrip().startswith('<div id="import-body"')
    assert ("every 1s" in done, "Import 60 rows" in done) == (False, True)


@pytest.mark.usefixtures("small_limits")
def test_a_large_import_is_left_to_the_worker(browse, member):
    client = browse(member)
    planimport = staged(member, plan(LARGE))
    url = planimport.get_absolute_url()

    told = client.post(f"{url}application/", follow=True).content.decode()
    apply_plan_import(str(PlanImport.objects.get().job_id))

    assert "is being imported" in told
    assert Milestone.objects.count() + Task.objects.count() == LARGE


@pytest.mark.usefixtures("small_limits")
def test_a_reading_given_up_after_its_worker_died_again_and_again_says_so(browse, member):
    planimport = uploaded(member, plan(LARGE))
    planimport.job.fail("This work was interrupted 5 times.")

    page = browse(member).get(planimport.get_absolute_url()).content.decode()

    assert "This work was interrupted 5 times." in page
    assert "Read this one again" in page


def test_discarding_leaves_a_line_and_no_rows(browse, member):
    planimport = uploaded(member, sample("asana.csv"))

    answer = browse(member).post(f"{planimport.get_absolute_url()}discard/")

    assert (answer.status_code, answer.url) == (303, START)
    assert PlanImport.objects.get().state == "discarded"
    assert planimport.rows.count() == 0


def test_a_member_undoes_their_own_import_and_managers_anybodys(browse, member, manager, owner):
    client = browse(owner)
    sent(client, sample("asana.csv"))
    planimport = PlanImport.objects.get()
    url = planimport.get_absolute_url()
    client.post(f"{url}application/")

    refused = browse(member).post(f"{url}application/undo/")
    assert (refused.status_code, Milestone.objects.exists()) == (403, True)
    assert browse(manager).post(f"{url}application/undo/").status_code == 303
    assert not Milestone.objects.exists()


def test_a_viewer_may_neither_look_nor_import(browse, viewer, owner):
    planimport = uploaded(owner, sample("asana.csv"))
    client = browse(viewer)

    answers = [
        client.get(START),
        sent(client, sample("asana.csv")),
        client.get(planimport.get_absolute_url()),
        client.post(f"{planimport.get_absolute_url()}application/"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert PlanImport.objects.get().state == "previewed"


def test_an_import_of_another_team_cannot_be_found(browse, member, stranger):
    theirs = uploaded(stranger, sample("asana.csv"), name="secret.csv")
    client = browse(member)

    paths = (f"{START}{theirs.pk}/", f"/t/other/import/{theirs.pk}/")
    answers = [client.get(path).status_code for path in paths]
    answers += [client.post(f"{paths[0]}{what}/").status_code for what in ("application", "discard", "reading")]

    assert answers == [404] * 5
    assert "secret.csv" not in client.get(START).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_more_imports_and_more_rows(rows, browse, member, queries):
    for _ in range(rows):
        planimport = uploaded(member, listed(*(f"milestone,M{n},,Nobody,,,,,,{n}" for n in range(rows))))
    client = browse(member)
    client.get(START)

    with queries(6):
        client.get(START)
    with queries(7):
        client.get(planimport.get_absolute_url())
