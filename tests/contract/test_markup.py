"""Every page closes what it opens, in order."""

from html.parser import HTMLParser

import pytest

from .access import ACCESS
from .test_doors import OF_TEAM, ROUTES, path_of, send, worlds

__all__ = ["worlds"]
pytestmark = pytest.mark.django_db

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
PAGES = [name for name in OF_TEAM if not ROUTES[name].is_api and "GET" in ACCESS[name]]


class Balance(HTMLParser):
    """Follows the tags of a page; `faults` tells which end tag came where another was due."""

    def __init__(self):
        super().__init__()
        self.open, self.faults = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append((tag, self.getpos()))

    def handle_startendtag(self, tag, attrs):
        """Leave out what closes itself, as the parts of a picture do."""

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"</{tag}> at {self.getpos()} after {self.open[-1:]}")
        while self.open and self.open.pop()[0] != tag:
            pass


def faults_of(text):
    balance = Balance()
    balance.feed(text)
    balance.close()
    return balance.faults + [f"<{tag}> at {where} stays open" for tag, where in balance.open]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_closes_what_it_opens(name, worlds):
    world, _other = worlds

    answer, _untouched = send("GET", path_of(ROUTES[name], world), world.people["O"].user)

    if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
        assert faults_of(answer.content.decode()) == []
    else:
        assert answer.status_code in (200, 302, 303), answer.status_code


def test_the_scale_sees_a_tag_that_is_never_closed_and_one_closed_twice():
    assert faults_of("<div><p>a<br></p></div>") == []
    assert len(faults_of("<div><div></div>")) == 1
    assert len(faults_of("<div></div></div>")) == 1
    assert len(faults_of("<div><p></div>")) == 1
