"""What a page fetches: compressed, in few files, with the signs a phone keeps of it."""

import json

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def test_home_comes_compressed_and_in_few_files(visit, owner):
    visitor, kinds = visit(owner), []

    def note(request):
        kinds.append(request.resource_type)

    visitor.page.on("request", note)

    answer = visitor.open("/t/acme/")

    assert answer.headers["content-encoding"] == "gzip"
    assert (kinds.count("script"), kinds.count("stylesheet"), len(kinds) <= 8) == (3, 1, True)
    assert visitor.troubles == []


def test_the_signs_of_the_product_can_be_fetched(visit, owner):
    visitor = visit(owner)
    visitor.open("/t/acme/")
    links = visitor.page.eval_on_selector_all(
        "link[rel=manifest], link[rel=apple-touch-icon], link[rel=icon]", "links => links.map((link) => link.href)"
    )
    manifest = visitor.context.request.get(next(link for link in links if "manifest" in link))
    icons = [f"{visitor.base}/static/{icon['src']}" for icon in json.loads(manifest.text())["icons"]]

    answers = [visitor.context.request.get(address).status for address in (*links, *icons)]

    assert answers == [200] * 5
    assert manifest.headers["content-type"] == "application/json"
