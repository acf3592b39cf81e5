"""The search as a page, as the palette and by API; pages, actions, shortcuts."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from desk.search.places import ACTIONS, PAGES, actions_for, meant, pages_for, shown
from desk.search.results import IN_PALETTE, ON_PAGE
from desk.search.words import Asked
from planner.models import MilestoneState
from teams.roles import RIGHTS
from tests.factories.planner import MilestoneFactory, TaskFactory
from tests.factories.teams import MembershipFactory

from .searching import PALETTE, kept, searched

pytestmark = pytest.mark.django_db


def labels(membership, words, language="en"):
    with override(language):
        places = meant([*actions_for(membership), *pages_for(membership)], Asked.of(words))
        return [place["label"] for place in shown(places, membership.team)]


def test_the_page_shows_rows_by_kind_with_number_state_and_context(browse, member, team):
    milestone = kept(MilestoneFactory(team=team, number=4, title="Pilot with a clinic", project__name="Reader"))
    kept(TaskFactory(team=team, number=9, title="Sign the pilot", milestone=milestone))

    page = searched(browse(member), "pilot").text

    assert [text in page for text in ("Milestones", "M-4", "Reader", "Tasks", "T-9", "To do")] == [True] * 6
    assert milestone.get_absolute_url() in page


def test_of_more_than_it_shows_the_page_leads_to_the_whole_list(browse, member, team):
    for number in range(ON_PAGE + 2):
        state = "completed" if number % 2 else "planned"
        done = "2026-01-01T00:00Z" if number % 2 else None
        kept(
            MilestoneFactory(
                team=team, number=number + 1, title="Pilot", state=MilestoneState(state), completed_at=done
            )
        )
    client = browse(member)

    answer = searched(client, "pilot")
    [group] = answer.context_data["groups"]
    whole = client.get(group.url)

    assert (len(group.rows), group.count) == (ON_PAGE, ON_PAGE + 2)
    assert group.url.replace("&", "&amp;") in answer.text
    assert whole.context_data["page_obj"].paginator.count == group.count


def test_the_palette_shows_fewer_and_no_frame(browse, member, team):
    for number in range(IN_PALETTE + 2):
        kept(TaskFactory(team=team, number=number + 1, title="Pilot", milestone=None))

    answer = searched(browse(member), "pilot", headers=PALETTE)

    assert answer.text.count('role="option"') == IN_PALETTE
    assert "<html" not in answer.text
    assert 'data-said="8 results"' in answer.text


def test_a_quoted_number_stands_before_pages_and_actions(browse, member, team):
    kept(TaskFactory(team=team, number=1, title="Plan the risk day", milestone=None))
    client = browse(member)

    by_number, by_word = searched(client, "t1").text, searched(client, "risk").text

    assert by_number.index("T-1") < len(by_number)
    assert by_word.index("New risk") < by_word.index("Plan the risk day")


def test_the_palette_shows_what_was_opened_lately_in_that_order(browse, member, stranger, team):
    milestone = MilestoneFactory(team=team, number=3, title="Beta")
    task = TaskFactory(team=team, number=5, title="Sign", milestone=None)
    foreign = TaskFactory(team=stranger.team, title="Theirs", milestone=None)
    seen = [f"tasks/{task.pk}", f"tasks/{foreign.pk}", "tasks/nonsense", "", "x" * 9000, f"milestones/{milestone.pk}"]

    answer = searched(browse(member), headers=PALETTE, seen=seen)

    assert [row.code for row in answer.context_data["recent"]] == ["T-5", "M-3"]
    assert "Theirs" not in answer.text


def test_at_most_eight_are_shown_of_what_was_opened_lately(browse, member, team):
    seen = [f"tasks/{TaskFactory(team=team, milestone=None).pk}" for _number in range(10)]

    assert len(searched(browse(member), headers=PALETTE, seen=seen).context_data["recent"]) == 8


def test_actions_are_offered_to_who_may_act(owner, member, viewer):
    assert labels(owner, "new round") == labels(owner, "round new") == ["New round"]
    assert labels(member, "new ri") == ["New risk"]
    assert labels(viewer, "new") == []
    assert labels(viewer, "risk") == ["Risks", "Risk register", "Risk meeting", "Risk library"]


def test_places_are_found_in_the_readers_language_and_in_english(member):
    assert labels(member, "new risk", "zh-hans") == labels(member, "新建风险", "zh-hans")
    assert labels(member, "new risk", "zh-hans") != []


@pytest.mark.parametrize("role", ["owner", "manager", "member", "viewer"])
def test_every_place_that_is_offered_opens(role, browse, team):
    person = MembershipFactory(team=team, role=role)
    client = browse(person)
    offered = shown([*actions_for(person), *pages_for(person)], team)

    assert {place["label"]: client.get(place["url"]).status_code for place in offered} == {
        place["label"]: 200 for place in offered
    }


def test_every_action_is_an_owners(owner):
    assert actions_for(owner) == list(ACTIONS)


def test_nothing_found_says_so(browse, member):
    assert "Nothing you can see matches “xylophone”." in searched(browse(member), "xylophone").text
    assert "Nothing you can see matches." in searched(browse(member), "xylophone", headers=PALETTE).text


def test_what_was_typed_is_shown_as_text(browse, member):
    assert "&lt;b&gt;&quot;" in searched(browse(member), '<b>"').text


# By API


def found(client, query):
    answer = client.get(f"/api/v1/teams/acme/search/{query}")
    return answer.status_code, answer.data


def test_the_api_names_rows_and_their_pages(api, member, team, settings):
    task = kept(TaskFactory(team=team, number=41, title="Sign the pilot", milestone=None))

    assert found(api(member), "?q=t41") == (
        200,
        [
            {
                "kind": "planner.task",
                "id": str(task.pk),
                "code": "T-41",
                "title": "Sign the pilot",
                "state": "todo",
                "url": f"{settings.BASE_URL}{task.get_absolute_url()}",
            }
        ],
    )
    assert found(api(member), "") == (200, [])


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [("?q=", "q", "empty"), ("?q=a&q=b", "q", "repeated"), ("?words=a", "words", "unknown_parameter")],
)
def test_the_api_takes_one_q_and_nothing_else(query, field, code, api, member):
    status, answer = found(api(member), query)

    assert (status, [(each["field"], each["code"]) for each in answer["errors"]]) == (400, [(field, code)])


def test_the_api_refuses_more_than_it_reads(api, member):
    status, answer = found(api(member), f"?q={'x' * 101}")

    assert (status, answer["errors"][0]["code"]) == (400, "max_length")


# Shortcuts


def test_shortcuts_are_on_until_a_person_switches_them_off(browse, member):
    client = browse(member)
    page = reverse("shortcuts", args=["acme"])
    assert "<body data-shortcuts" in client.get(page).text

    form = {"name": member.name, "language": "en", "time_zone": "UTC"}
    assert client.post(reverse("profile"), form).status_code == 303

    member.user.refresh_from_db()
    assert member.user.shortcuts is False
    assert "data-shortcuts" not in client.get(page).text


def test_every_page_of_a_team_has_the_palette_and_its_plain_twin(browse, member):
    page = browse(member).get(reverse("home", args=["acme"])).text

    assert ('id="palette"' in page, 'id="shortcuts"' in page) == (True, True)
    assert f'href="{reverse("search", args=["acme"])}" data-palette' in page
    assert 'id="palette"' not in browse(member).get(reverse("profile")).text


def test_each_page_and_action_asks_for_a_right_that_somebody_holds():
    assert {place.right for place in (*PAGES, *ACTIONS)} - {None} <= RIGHTS
