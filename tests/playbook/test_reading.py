"""What is wrong with the library is said with its place, all of it at once."""

import copy
import json

import pytest

from playbook.library import VOCABULARY
from playbook.reading import LibraryError, checked, problems
from playbook.templates import DATA

ROWS = json.loads((DATA / "risks" / "cost_compute.json").read_text(encoding="utf-8"))
NOTHING = object()


def broken(*path, value=NOTHING, row=0):
    """Return a copy of the rows in which one value is another, or gone."""
    rows = copy.deepcopy(ROWS)
    at = rows[row]
    for step in path[:-1]:
        at = at[step]
    if value is NOTHING:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return rows


def test_what_is_right_passes():
    assert checked(ROWS, VOCABULARY) == tuple(ROWS)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (broken("version", value=0), "capacity_missing.version: give a whole number from 1 to 999"),
        (broken("version", value=True), "capacity_missing.version: give a whole number from 1 to 999"),
        (broken("probability", value=6), "capacity_missing.probability: give a whole number from 1 to 5"),
        (broken("impact", value="4"), "capacity_missing.impact: give a whole number from 1 to 5"),
        (broken("cause"), "capacity_missing: it lacks cause"),
        (broken("likelihood", value=3), "capacity_missing: it has likelihood, which nobody reads"),
        (broken("title", "zh-hans"), "capacity_missing.title: it lacks zh-hans"),
        (broken("title", "en", value=""), "capacity_missing.title: there is no text in en, or space around it"),
        (broken("title", "en", value=" x"), "capacity_missing.title: there is no text in en, or space around it"),
        (
            broken("title", "en", value="x" * 201),
            "capacity_missing.title: the text in en is longer than 200 characters",
        ),
        (broken("event", value="late"), "capacity_missing.event: this is no object"),
        (broken("code", value="GPU!"), "GPU!.code: use 3 to 60 small letters, digits and underscores"),
        (broken("responses", value=[]), "capacity_missing.responses: give 2 to 8"),
        (broken("responses", 1, "metric"), "capacity_missing.responses[1]: it lacks metric"),
        (
            broken("responses", 0, "due_days", value=-1),
            "capacity_missing.responses[0].due_days: give a whole number from 0 to 365",
        ),
        (broken("plan", value=None), "capacity_missing.plan: this is no object"),
        (
            broken("plan", "steps", 0, "offset_days", value=30),
            "capacity_missing.plan.steps: put them in the order of their days",
        ),
        (broken("plan", "watch", "days"), "capacity_missing.plan.watch: it lacks days"),
        (
            broken("plan", "watch", value={"kind": "moon"}),
            "capacity_missing.plan.watch.kind: “moon” is none of "
            "manual, date, milestone_slip, indicator, financing, chance",
        ),
        (
            broken("indicator", value=None, row=1),
            "serving_cost.plan.watch: it watches an indicator, and there is none",
        ),
        (broken("indicator", "red", value=101), "capacity_missing.indicator: red lies beyond amber in its direction"),
        (broken("indicator", "red", value=1.5), "capacity_missing.indicator: amber and red are whole numbers"),
        (
            broken("indicator", "direction", value="left"),
            "capacity_missing.indicator.direction: “left” is none of down, up",
        ),
        (broken("suits", value=["bakery"]), "capacity_missing.suits: “bakery” is none of ai_product"),
        ([*ROWS, ROWS[0]], "capacity_missing: this code is used twice"),
        ([*ROWS, "text"], "entry 6: this is no object"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(rows, said):
    assert said in problems(rows, VOCABULARY)


@pytest.mark.parametrize(
    ("path", "word"),
    [
        (("category",), "weather"),
        (("strategy",), "exploit"),
        (("kind",), "issue"),
        (("kind",), []),
        (("role",), "wizard"),
    ],
    ids=str,
)
def test_words_of_the_product_are_the_only_ones(path, word):
    found = problems(broken(*path, value=word), VOCABULARY)

    assert any(problem.startswith(f"capacity_missing.{path[0]}: “{word}” is none of ") for problem in found)


def test_everything_that_is_wrong_is_raised_at_once():
    rows = broken("cause")
    rows[1]["version"] = None

    with pytest.raises(LibraryError) as error:
        checked(rows, VOCABULARY)

    assert str(error.value).splitlines() == [
        "capacity_missing: it lacks cause",
        "serving_cost.version: give a whole number from 1 to 999",
    ]
