"""Which column of a plain list of risks holds what: guessed, chosen, and remembered for the next list like it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from planner.imports.uploading import read_again
from risks.imports.applying import apply_register
from risks.imports.columns import OWN_HEADER
from risks.imports.dialects import recognise
from risks.imports.fields import FIELDS
from risks.imports.flow import REGISTER
from risks.models import RegisterImport
from tests.factories.teams import MembershipFactory

from .register_files import uploaded

pytestmark = pytest.mark.django_db
START = "/t/acme/risks/import/"
URL = "/api/v1/teams/acme/risk-imports/"
HEADER = "Gefahr,Art,W,A,Wieder am\n"
CHOSEN = {"title": "Gefahr", "category": "Art", "current_p": "W", "current_i": "A", "next_review": "Wieder am"}


def list_of(title, header=HEADER):
    return f"{header}{title},market,4,5,2026-05-01\n".encode()


@pytest.fixture
def chosen(member):
    """An import whose columns a member chose, and that was applied."""
    fileimport = uploaded(member, list_of("Quota cut"), name="first.csv")
    read_again(fileimport, by=member, flow=REGISTER, columns=CHOSEN)
    apply_register(fileimport, by=member)
    return fileimport


def offered(fileimport):
    return RegisterImport.objects.get(pk=fileimport.pk).findings.get("remembered")


def values_of(fileimport):
    row = fileimport.rows.get()
    return row.title, row.data["category"], row.data["level"], row.data["values"].get("next_review_on")


def test_a_list_without_a_known_title_asks_which_column_it_is_and_then_for_the_others(browse, member):
    client = browse(member)
    client.post(START, {"file": SimpleUploadedFile("risks.csv", list_of("Quota cut")), "category": ""})
    fileimport = RegisterImport.objects.get()
    url = fileimport.get_absolute_url()

    asked = client.get(url)
    refused = client.post(f"{url}reading/", {"column-title": "Elsewhere"}, follow=True).content.decode()
    client.post(f"{url}reading/", {"column-title": "Gefahr"})
    guessed = client.get(url).context["columns"]
    page = client.post(f"{url}reading/", {f"column-{name}": column for name, column in CHOSEN.items()}, follow=True)

    assert [list(asked.context[name].fields) for name in ("form", "columns")] == [[], ["title"]]
    assert "Say which one names the risks" in asked.content.decode()
    assert "Elsewhere is not one of the available choices" in refused
    assert (list(guessed.fields), guessed.fields["title"].initial) == (list(FIELDS), "Gefahr")
    assert values_of(fileimport) == ("Quota cut", "market", "critical", "2026-05-01")
    assert "Which column holds what" in page.content.decode()


def test_a_program_says_which_column_is_which_and_which_is_none(api, member):
    client = api(member)
    content = b"Name,Description,Category,Likelihood,Impact,Remarks\nQuota cut,old,market,4,5,The vendor ends it\n"
    made = client.post(URL, {"file": SimpleUploadedFile("risks.csv", content)}, format="multipart")
    url = f"{URL}{made.data['id']}/"

    columns = {"event": "Remarks", "current_p": "", "current_i": ""}
    read = client.post(f"{url}reading/", {"columns": columns}, format="json")
    row = client.get(f"{url}rows/").data["results"][0]

    assert made.data["findings"]["fields"]["event"] == "Description"
    assert read.data["findings"]["fields"] == {"title": "Name", "category": "Category", "event": "Remarks"}
    assert read.data["findings"]["unread"] == ["Description", "Likelihood", "Impact"]
    assert (row["data"]["values"]["event"], row["data"]["ratings"]) == ("The vendor ends it", [])


def test_a_field_that_is_none_of_a_risk_is_refused(api, member):
    fileimport = uploaded(member, list_of("Quota cut"))

    answer = api(member).post(f"{URL}{fileimport.pk}/reading/", {"columns": {"due": "Art"}}, format="json")

    assert (answer.status_code, answer.data["errors"][0]["code"]) == (400, "field_unknown")
    assert "“due” is no field of a risk." in answer.data["errors"][0]["message"]


def test_every_column_of_ours_that_is_read_can_be_chosen():
    assert set(FIELDS) == set(OWN_HEADER) - {"matrix_version"}


def test_a_second_column_of_a_field_stays_unread():
    found = recognise(("Risk", "Description", "Details", "Note", "note "))

    again = found.with_choices({"title": "Risk", "event": "Details", "effect": "Note"})

    assert found.columns.unread == ("Details", "Note", "note ")
    assert again.columns.unread == ("Description", "note ")


def test_columns_of_another_programs_export_are_neither_asked_for_nor_moved(browse, member):
    content = b"Subject,Category,Calculated Risk,Mitigation Percent,Note\nQuota cut,data,6.4,50,market\n"
    fileimport = uploaded(member, content)

    page = browse(member).get(fileimport.get_absolute_url())
    read_again(fileimport, by=member, flow=REGISTER, columns={"category": "Note"})

    assert (fileimport.findings["dialect"], list(page.context["columns"].fields)) == ("simplerisk", [])
    assert fileimport.rows.get().data["category"] == "data"


# Remembered


def test_the_next_list_with_that_header_says_what_was_chosen_and_is_read_so_on_request(member, browse, chosen):
    client = browse(member)
    fileimport = uploaded(member, list_of("Fire", "gefahr, ART ,W,A,Wieder am\n"))
    url = fileimport.get_absolute_url()

    page = client.get(url).content.decode()
    answer = client.post(f"{url}reading/remembered/")
    after = client.get(url).content.decode()

    fileimport.refresh_from_db()
    told = ("first.csv", "Mia Member", "Read this file that way too", "<dd>Wieder am</dd>", "<dt>Next review</dt>")
    assert [text in page for text in told] == [True] * 5
    assert (answer.status_code, fileimport.state, fileimport.columns) == (303, "previewed", CHOSEN)
    assert values_of(fileimport) == ("Fire", "market", "critical", "2026-05-01")
    assert "Read this file that way too" not in after


def test_it_is_offered_by_the_api_as_columns_to_send_back(member, api, chosen):
    fileimport = uploaded(member, list_of("Fire"))
    client = api(member)

    before = client.get(f"{URL}{fileimport.pk}/").data["findings"]["remembered"]
    answer = client.post(f"{URL}{fileimport.pk}/reading/", {"columns": before["columns"]}, format="json")

    assert before == {"columns": CHOSEN, "import": str(chosen.pk)}
    assert (answer.status_code, answer.data["state"]) == (200, "previewed")


def test_who_does_not_see_that_import_learns_the_columns_and_not_whose_it_was(team, browse, owner, chosen):
    mate = MembershipFactory(team=team, role="member", name="Max Mate")
    theirs, owners = uploaded(mate, list_of("Fire")), uploaded(owner, list_of("Fire"))

    page = browse(mate).get(theirs.get_absolute_url()).content.decode()

    assert (offered(theirs), offered(owners)["import"]) == ({"columns": CHOSEN, "import": None}, str(chosen.pk))
    told = ("A file with the same columns was brought before.", "<dd>Wieder am</dd>", "first.csv", "Mia Member")
    assert [text in page for text in told] == [True, True, False, False]


def test_another_header_another_team_and_a_discarded_file_are_offered_nothing(member, stranger, chosen):
    assert offered(uploaded(member, list_of("Fire", "Gefahr,Art,W,A,Wo\n"))) is None
    assert offered(uploaded(stranger, list_of("Fire"))) is None
    RegisterImport.objects.filter(pk=chosen.pk).update(state="discarded")
    assert offered(uploaded(member, list_of("Fire"))) is None
