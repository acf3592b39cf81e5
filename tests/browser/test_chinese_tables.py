"""In Chinese, the short cells of a table (state, date, person) and its head break inside no word."""

import datetime as dt

import pytest

from tests.factories.planner import MilestoneFactory
from tests.factories.risks import ResponseActionFactory

from .conftest import SETTLED

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = ("milestones/", "response-actions/")
NAME = "A name of some length " * 6
BROKEN = r"""() => {
  const broken = [], cells = document.querySelectorAll("main .table :is(thead th, .state, .due)");
  for (const cell of cells) {
    if (getComputedStyle(cell.closest("thead") ?? cell).position === "absolute") continue;
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const word of texts.currentNode.data.matchAll(/[\d\p{Script=Han}]+/gu)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map((each) => Math.round(each.bottom / 8)));
        if (lines.size > 1) broken.push(word[0]);
      }
    }
  }
  return [cells.length, broken];
}"""


@pytest.mark.parametrize("width", [390, 700, 860, 1000, 1280])
def test_no_word_of_a_short_cell_is_broken(visit, owner, width):
    type(owner.user).objects.update(language="zh-hans")
    late = owner.team.today() - dt.timedelta(days=40)
    first = late - dt.timedelta(days=18)
    MilestoneFactory(team=owner.team, owner=owner, title=NAME, due_on=late, first_due_on=first)
    ResponseActionFactory(team=owner.team, owner=owner, title=NAME, due_on=late)
    visitor, found = visit(owner), {}
    visitor.page.set_viewport_size({"width": width, "height": 900})

    for path in LISTS:
        visitor.open(f"/t/{owner.team.slug}/{path}")
        visitor.page.evaluate(SETTLED)
        cells, found[path] = visitor.page.evaluate(BROKEN)
        assert cells > 4, path

    assert found == {path: [] for path in LISTS}
