"""The part “Talk” of a row's page, by itself and as a page of its own, with and without htmx."""

import datetime as dt
import re

import pytest
from django.contrib.messages import get_messages

from core.paging import ROWS_A_PAGE
from teams.following import following_of
from teams.models import Comment, Mention, Subscription
from tests.factories.funding import OpportunityFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.talk import said
from tests.factories.teams import MembershipFactory
from tests.teams.test_talk import MAKERS, talk

pytestmark = pytest.mark.django_db
PART = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "talk"}


@pytest.fixture
def row(team):
    return MilestoneFactory(team=team, title="Beta", number=1)


def in_place(comment):
    return {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": f"comment-{comment.pk}"}


def url(comment, noun=""):
    return f"/t/acme/comments/{comment.pk}/{noun}"


def many(row, author, count):
    start = dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC)
    rows = [
        Comment.on(row, author=author, body=f"Remark {n:03}", created_at=start + dt.timedelta(minutes=n))
        for n in range(count)
    ]
    return Comment.objects.bulk_create(rows)


@pytest.mark.parametrize("kind", MAKERS)
def test_the_page_of_a_row_loads_its_talk_and_links_to_it(kind, team, owner, browse):
    row = MAKERS[kind](team=team)

    page = browse(owner).get(row.get_absolute_url()).content.decode()

    assert f'hx-get="{talk(row)}"' in page
    assert f'<a href="{talk(row)}"' in page


def test_the_part_is_a_fragment_and_the_page_is_whole(row, member, browse):
    said(row, member, "First")
    client = browse(member)

    part, page = client.get(talk(row), **PART), client.get(talk(row))

    assert part.content.decode().lstrip().startswith('<div id="talk"')
    assert "<html" in page.content.decode()
    for answer in (part, page):
        assert "First" in answer.content.decode()
        assert '<span class="count">1</span>' in answer.content.decode()
        assert {"HX-Request", "HX-Target"} <= {name.strip() for name in answer.headers["Vary"].split(",")}


def test_a_comment_is_added_with_whom_it_notifies(row, member, viewer, browse):
    answer = browse(member).post(talk(row), {"body": "Line one\nLine two", "mentioned": [viewer.pk]})

    comment = Comment.objects.get()
    assert (answer.status_code, answer.url) == (303, talk(row))
    assert (comment.author, comment.body, comment.subject) == (member, "Line one\nLine two", row)
    assert list(comment.mentioned.all()) == [viewer]


def test_a_refused_comment_comes_back_as_it_was_typed(team, manager, member, browse):
    deal = OpportunityFactory(team=team)

    answer = browse(manager).post(talk(deal), {"body": "Ask @Mia Member"}, **PART)

    assert (answer.status_code, Comment.objects.count()) == (422, 0)
    assert "Ask @Mia Member</textarea>" in answer.content.decode()
    assert "Mia Member may not see this" in answer.content.decode()


@pytest.mark.parametrize("body", ["", "x" * 5_001])
def test_nothing_and_too_much_is_refused(row, member, browse, body):
    assert browse(member).post(talk(row), {"body": body}).status_code == 422


def test_only_those_who_may_see_the_row_can_be_ticked(team, owner, manager, member, viewer, browse):
    MembershipFactory(team=team, name="Ended", ended_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    MembershipFactory(team=team, user=None, role="recipient", name="Rita", email="rita@example.org")
    viewer.show_money(by=owner)

    offered = browse(manager).get(talk(OpportunityFactory(team=team))).context["form"].fields["mentioned"].queryset

    assert sorted(person.name for person in offered) == ["Olga Owner", "Vic Viewer"]


def test_viewers_read_and_write_nothing(row, member, viewer, browse):
    said(row, member)
    client = browse(viewer)

    page = client.get(talk(row))

    assert "Looks good to me." in page.content.decode()
    assert 'name="body"' not in page.content.decode()
    assert client.post(talk(row), {"body": "Me too"}).status_code == 403
    assert Comment.objects.count() == 1


def test_members_without_the_right_to_a_kind_are_refused_and_strangers_find_nothing(team, member, stranger, browse):
    deal = OpportunityFactory(team=team)

    found = [browse(person).get(talk(deal)).status_code for person in (member, stranger)]
    written = [browse(person).post(talk(deal), {"body": "Hi"}).status_code for person in (member, stranger)]

    assert (found, written, Comment.objects.count()) == ([403, 404], [403, 404], 0)


@pytest.mark.parametrize("kind", ["planner.project", "teams.comment", "no.kind", "risks"])
def test_other_kinds_have_no_talk(row, owner, browse, kind):
    assert browse(owner).get(f"/t/acme/comments/{kind}/{row.pk}/").status_code == 404


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        'https://a.example/"onmouseover=alert(1)',
        "https://a.example/<b>",
        "javascript:alert(1)",
        "@<b>Mia</b> & M-1<i>",
        "{% include 'x' %} {{ team }}",
    ],
)
def test_markup_in_a_comment_stays_words(row, owner, member, browse, text):
    member.rename("<b>Mia</b>", by=owner)
    said(row, owner, text)
    allowed = re.compile(r'</?a(?: class="mention")?(?: href="[^"<>]*")?(?: rel="[a-z ]+")?>')

    page = browse(owner).get(talk(row)).content.decode()

    [shown] = re.findall(r'<p class="prose">(.*?)</p>', page, re.DOTALL)
    bare = allowed.sub("", shown)
    assert "<" not in bare
    assert not re.search(r'href="(?!https://|/t/acme/)', shown)
    for escaped, mark in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        bare = bare.replace(escaped, mark)
    assert bare == text


def test_links_numbers_and_people_lead_there(row, owner, member, browse):
    said(row, owner, "M-1: ask @Mia Member, https://a.example/x")

    page = browse(owner).get(talk(row)).content.decode()

    assert '<a href="/t/acme/go/M-1/">M-1</a>' in page
    assert f'<a class="mention" href="/t/acme/people/{member.pk}/">@Mia Member</a>' in page
    assert '<a href="https://a.example/x" rel="nofollow noopener noreferrer">https://a.example/x</a>' in page


def test_who_is_notified_without_being_named_stands_below(row, owner, member, viewer, browse):
    said(row, owner, "@Mia Member", mentioned=[viewer])

    page = browse(owner).get(talk(row)).content.decode()

    assert "Notified: Vic Viewer" in page


def test_one_edits_ones_own_comment_in_place(row, member, browse):
    comment = said(row, member, "Frist")
    client = browse(member)

    form = client.get(url(comment, "edit/"), **in_place(comment))
    answer = client.post(url(comment, "edit/"), {"body": "First", "version": comment.version}, **in_place(comment))
    shown = client.get(answer.url, **in_place(comment))

    assert form.content.decode().startswith(f'<li id="comment-{comment.pk}"')
    assert (answer.status_code, answer.url) == (303, url(comment))
    assert shown.content.decode().lstrip().startswith(f'<li id="comment-{comment.pk}"')
    assert "First" in shown.content.decode()
    assert "edited" in shown.content.decode()


def test_an_edit_of_an_old_version_is_warned_of(row, member, browse):
    comment = said(row, member, "One")
    comment.body = "Two"
    comment.store(by=member)

    answer = browse(member).post(url(comment, "edit/"), {"body": "Three", "version": 1})

    assert (answer.status_code, Comment.objects.get().body) == (422, "Two")


@pytest.mark.parametrize("who", ["owner", "manager", "viewer"])
def test_nobody_opens_the_form_of_somebody_elses_comment(row, member, browse, who, request):
    comment = said(row, member)
    client = browse(request.getfixturevalue(who))

    answers = [client.get(url(comment, "edit/")), client.post(url(comment, "edit/"), {"body": "x", "version": 1})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "edit/" not in client.get(talk(row)).content.decode()


def test_one_removes_ones_own_comment_and_comes_back(row, member, browse):
    comment = said(row, member)

    answer = browse(member).post(url(comment, "discard/"), {"next": f"{talk(row)}?page=1"})

    assert (answer.status_code, answer.url, Comment.objects.count()) == (303, f"{talk(row)}?page=1", 0)
    assert [str(each) for each in get_messages(answer.wsgi_request)] == ["The comment was removed."]


def test_owners_are_offered_to_remove_what_others_wrote_and_managers_are_not(row, owner, manager, member, browse):
    comment = said(row, member)

    pages = [browse(person).get(talk(row)).content.decode() for person in (owner, manager)]

    assert [url(comment, "discard/") in page for page in pages] == [True, False]
    assert browse(manager).post(url(comment, "discard/")).status_code == 403


def test_following_is_switched_by_a_button(row, viewer, browse):
    client = browse(viewer)

    begun = client.post(f"{talk(row)}following/")
    after = following_of(viewer, row).is_on
    ended = client.post(f"{talk(row)}following/undo/")

    assert (begun.status_code, begun.url, after) == (303, talk(row), True)
    assert (ended.status_code, following_of(viewer, row).is_on) == (303, False)
    assert "Follow</button>" in client.get(talk(row)).content.decode()


def test_nobody_follows_what_they_may_not_see(team, member, browse):
    deal = OpportunityFactory(team=team)

    assert browse(member).post(f"{talk(deal)}following/").status_code == 403
    assert Subscription.objects.count() == 0


def test_the_newest_come_last_and_the_last_page_first(row, member, browse):
    many(row, member, ROWS_A_PAGE + 3)
    client = browse(member)

    last, first = client.get(talk(row)), client.get(f"{talk(row)}?page=1")

    assert [entry["comment"].body for entry in last.context["entries"]] == ["Remark 050", "Remark 051", "Remark 052"]
    assert len(first.context["entries"]) == ROWS_A_PAGE
    assert f"{talk(row)}?page=1" in last.content.decode()


def test_a_link_to_a_comment_leads_to_the_page_on_which_it_stands(row, member, browse):
    rows = many(row, member, ROWS_A_PAGE + 1)
    client = browse(member)

    places = [client.get(url(comment)).url for comment in (rows[0], rows[-2], rows[-1])]

    assert places == [
        f"{talk(row)}?page={page}#comment-{comment.pk}"
        for page, comment in zip((1, 1, 2), (rows[0], rows[-2], rows[-1]), strict=True)
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_talk_costs_the_same_for_more_comments_and_people(row, owner, member, viewer, browse, queries, count):
    for _each in range(count):
        said(row, member, "@Vic Viewer", mentioned=[owner])
    MembershipFactory.create_batch(count, team=row.team)
    client = browse(member)
    client.get(talk(row), **PART)

    with queries(11):
        client.get(talk(row), **PART)
    assert Mention.objects.count() == 2 * count


def test_among_more_than_a_hundred_people_one_searches(row, member, browse):
    MembershipFactory.create_batch(101, team=row.team)

    page = browse(member).get(talk(row)).content.decode()

    assert 'name="mentioned-words"' in page
    assert page.count('name="mentioned"') <= 1


# The API


def about(row):
    return {"subject_kind": row._meta.label_lower, "subject_id": str(row.pk)}


API = "/api/v1/teams/acme/comments/"


def test_programs_read_write_change_and_remove(row, member, viewer, api):
    program = api(member)
    made = program.post(API, about(row) | {"body": "By @Vic Viewer"}, format="json")
    changed = program.patch(f"{API}{made.data['id']}/", {"body": "By you", "version": 1}, format="json")
    listed = program.get(API, about(row))
    gone = program.delete(f"{API}{made.data['id']}/")

    assert (made.status_code, made.data["author"], made.data["mentioned"]) == (201, member.pk, [viewer.pk])
    assert (changed.status_code, changed.data["body"], changed.data["edited_at"] is None) == (200, "By you", False)
    assert [each["body"] for each in listed.data["results"]] == ["By you"]
    assert (gone.status_code, Comment.objects.count()) == (204, 0)


def test_programs_are_refused_what_pages_refuse(team, row, owner, manager, member, viewer, api):
    deal, theirs = OpportunityFactory(team=team), said(row, owner)
    tries = [
        api(viewer).post(API, about(row) | {"body": "x"}, format="json"),
        api(member).post(API, about(deal) | {"body": "x"}, format="json"),
        api(manager).post(API, about(deal) | {"body": "@Mia Member"}, format="json"),
        api(member).post(API, about(row) | {"body": "x" * 5_001}, format="json"),
        api(member).patch(f"{API}{theirs.pk}/", {"body": "x", "version": 1}, format="json"),
        api(manager).delete(f"{API}{theirs.pk}/"),
    ]
    told = [[(each["field"], each["code"]) for each in answer.json()["errors"]] for answer in tries[1:4]]

    assert [answer.status_code for answer in tries] == [403, 400, 400, 400, 403, 403]
    assert told == [[("subject_id", "does_not_exist")], [("mentioned", "may_not_see")], [("body", "max_length")]]
    assert list(Comment.objects.values_list("body", flat=True)) == ["Looks good to me."]


def test_a_comment_cannot_be_moved_to_another_row(row, member, api):
    comment = said(row, member)
    other = MilestoneFactory(team=row.team)

    answer = api(member).patch(f"{API}{comment.pk}/", {"subject_id": str(other.pk), "version": 1}, format="json")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "immutable")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_more_comments(row, member, viewer, api, queries, count):
    for _each in range(count):
        said(row, member, mentioned=[viewer])
    program = api(member)
    program.get(API)

    with queries(6):
        assert len(program.get(API).data["results"]) == count


def test_programs_follow_and_stop(row, member, owner, api):
    program, address = api(member), "/api/v1/teams/acme/subscriptions/"

    first = program.post(address, about(row), format="json")
    second = program.post(address, about(row) | {"following": False}, format="json")

    assert (first.status_code, first.data["state"], second.data["state"]) == (200, "following", "muted")
    assert first.data["id"] == second.data["id"]
    assert (program.get(address).data["count"], api(owner).get(address).data["count"]) == (1, 0)


def test_programs_do_not_follow_what_they_may_not_see(team, member, api):
    deal = OpportunityFactory(team=team)

    answer = api(member).post("/api/v1/teams/acme/subscriptions/", about(deal), format="json")

    assert (answer.status_code, Subscription.objects.count()) == (400, 0)
