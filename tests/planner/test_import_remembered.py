"""Columns a person chose once are offered for the next file with the same header."""

import pytest

from planner.imports.applying import apply_import
from planner.imports.uploading import read_again
from planner.models import PlanImport

from .import_files import uploaded

pytestmark = pytest.mark.django_db
HEADER = "Vorgang,Frist,Wer\n"
CHOSEN = {"title": "Vorgang", "due": "Frist", "owner": "Wer"}


def file_of(title, header=HEADER):
    return f"{header}{title},2026-05-01,\n".encode()


@pytest.fixture
def chosen(member):
    """An import whose columns a member chose, and that was applied."""
    planimport = uploaded(member, file_of("Red"), name="first.csv")
    read_again(planimport, by=member, columns=CHOSEN)
    apply_import(planimport, by=member)
    return planimport


def offered(planimport):
    return PlanImport.objects.get(pk=planimport.pk).findings.get("remembered")


def test_the_next_file_with_that_header_says_what_was_chosen_and_is_read_so_on_request(member, browse, chosen):
    client = browse(member)
    planimport = uploaded(member, file_of("Green", "vorgang, FRIST ,Wer\n"))
    url = planimport.get_absolute_url()

    page = client.get(url).content.decode()
    answer = client.post(f"{url}reading/remembered/")
    after = client.get(url).content.decode()

    assert (planimport.state, offered(planimport)) == ("failed", None)
    planimport.refresh_from_db()
    assert [text in page for text in ("first.csv", "Read this file that way too", "<dd>Frist</dd>")] == [True] * 3
    assert (answer.status_code, planimport.state, planimport.columns) == (303, "previewed", CHOSEN)
    assert [(row.title, row.data["due"]) for row in planimport.rows.all()] == [("Green", "2026-05-01")]
    assert "Read this file that way too" not in after


def test_it_is_offered_by_the_api_as_columns_to_send_back(member, api, chosen):
    planimport = uploaded(member, file_of("Green"))
    url = f"/api/v1/teams/acme/imports/{planimport.pk}/"
    client = api(member)

    before = client.get(url).data["findings"]["remembered"]
    answer = client.post(f"{url}reading/", {"columns": before["columns"]}, format="json")

    assert before == {"columns": CHOSEN, "import": str(chosen.pk)}
    assert (answer.status_code, answer.data["state"]) == (200, "previewed")


def test_another_header_and_another_team_are_offered_nothing(member, stranger, chosen):
    assert offered(uploaded(member, file_of("Green", "Vorgang,Frist,Wo\n"))) is None
    assert offered(uploaded(stranger, file_of("Green"))) is None


def test_what_was_discarded_or_never_chosen_is_not_remembered(member):
    discarded = uploaded(member, file_of("Red"))
    read_again(discarded, by=member, columns=CHOSEN)
    discarded.discard(by=member)
    uploaded(member, b"title,due\nA,\n")

    assert offered(uploaded(member, file_of("Green"))) is None
    assert offered(uploaded(member, b"title,due\nB,\n")) is None


def test_the_last_choice_is_offered_and_not_to_who_chose_otherwise(member, chosen):
    second = uploaded(member, file_of("Blue"))
    read_again(second, by=member, columns={"title": "Vorgang", "due": ""})

    third = uploaded(member, file_of("Green"))
    assert offered(third)["columns"] == {"title": "Vorgang", "due": ""}
    read_again(third, by=member, columns={"title": "Wer"})
    assert offered(third) is None
