"""Every edge of a state machine: a table says what leads where, and a walk goes through model, page and API alike.

A table has a column for each state and a line for each act. A cell is the state that the act leads to: `>` is the one
named like the act itself, `=` leaves the row without a trace, and anything that `why` knows is refused in its words.
"""

import html
from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError

from teams.models import Activity

SAME, LIKE_THE_ACT = "=", ">"
GONE = "gone"
DOORS = ("model", "page", "api")
EDITING = ("model", "form", "patch")  # for what is edited
OF_MANY = ("model", "list", "bulk")  # for what many rows of a list are led to at once


@dataclass(frozen=True)
class Refused:
    """A refusal in these words, after which everything is as before; {row} stands for the row's name."""

    text: str

    def naming(self, state):
        """Return it with the state that it names, in words."""
        return Refused(self.text.replace("{state}", state))


@dataclass(frozen=True)
class Act:
    """What `verb(row, by)` does in the model, and the noun that does it below a row's address, with what is sent.

    `called` is the noun of the API, where that has another one.
    """

    verb: Callable
    noun: str
    data: dict = field(default_factory=dict)
    undoes: bool = False
    called: str = ""


def edges(table, **why):
    """Return (act, state, what comes of it) for each cell of a table, in which `why` says what some signs stand for."""
    head, *lines = [line.split() for line in table.strip().splitlines()]
    known = {sign: Refused(text) for sign, text in why.items()}
    return [
        (act, state, act if cell == LIKE_THE_ACT else known.get(cell, cell))
        for act, *cells in lines
        for state, cell in zip(head, cells, strict=True)
    ]


def state_of(row):
    return row.state


class Walk:
    """Goes through the doors to an act, each with a row of its own, and returns what became of each row."""

    def __init__(self, browse, api, by):
        self.by, self.browse, self.api = by, browse, api

    def __call__(self, make, act, at, *, look=state_of, doors=DOORS):
        """Return {door: what it led to}; `at` are the kinds as page and API call them."""
        return {door: self.told(make(), getattr(self, f"_by_{door}"), act, at, look) for door in doors}

    def told(self, row, door, act, at, look):
        """Return the state that a row was led to, "=" where there is no trace of that, or why it was refused."""
        before, words = standing(row, look), str(row)
        said = door(row, act, at)
        after = standing(row, look)
        if said:
            assert after == before, "what was refused has changed something"
            return Refused(said.replace(words, "{row}"))
        if after == before:
            return SAME
        assert after["of_all"] > before["of_all"], "an act leaves a trace"
        assert after["traces"] <= before["traces"] + 1, "an act leaves one trace of its row"
        return after["state"]

    def _by_model(self, row, act, at):
        try:
            act.verb(type(row)._base_manager.get(pk=row.pk), self.by)
        except ValidationError as error:
            return " ".join(error.messages)
        return ""

    def _by_page(self, row, act, at):
        url = f"/t/{self.by.team.slug}/{at[0]}/{row.pk}/{act.noun}/{'undo/' if act.undoes else ''}"
        return said_by_page(self.browse(self.by).post(url, act.data))

    def _by_api(self, row, act, at):
        path = "" if act.noun == "discard" else f"{act.called or act.noun}/"
        method = "delete" if act.undoes or act.noun == "discard" else "post"
        url = f"/api/v1/teams/{self.by.team.slug}/{at[1]}/{row.pk}/{path}"
        return said_by_api(getattr(self.api(self.by), method)(url, act.data, format="json"))

    def _by_form(self, row, act, at):
        url = f"/t/{self.by.team.slug}/{at[0]}/{row.pk}/edit/"
        return said_by_page(self.browse(self.by).post(url, act.data | version_of(row)))

    def _by_patch(self, row, act, at):
        url = f"/api/v1/teams/{self.by.team.slug}/{at[1]}/{row.pk}/"
        return said_by_api(self.api(self.by).patch(url, act.data | version_of(row), format="json"))

    def _by_list(self, row, act, at):
        told = act.data | {"chosen": f"{row.pk}:{version_of(row)['version']}"}
        return said_by_page(self.browse(self.by).post(f"/t/{self.by.team.slug}/{at[0]}/bulk/", told))

    def _by_bulk(self, row, act, at):
        url = f"/api/v1/teams/{self.by.team.slug}/{at[1]}/bulk/"
        return said_by_api(self.api(self.by).post(url, act.data | {"ids": [str(row.pk)]}, format="json"))


def version_of(row):
    """Return what an edit says it was made of."""
    return type(row)._base_manager.values("version").get(pk=row.pk)


def said_by_page(answer):
    """Return why a page refused, as people read it; nothing where it did what was asked."""
    assert answer.status_code in (303, 422), answer.status_code
    if answer.status_code == 422:
        shown = html.unescape(answer.content.decode())
        said = [text for texts in answer.context["form"].errors.values() for text in texts]
        said += [reason for _row, reason in answer.context.get("refused", ())]
        assert all(text in shown for text in said)
        return " ".join(said)
    return " ".join(str(each) for each in get_messages(answer.wsgi_request) if each.level_tag == "error")


def said_by_api(answer):
    """Return why the API refused; nothing where it did what was asked."""
    assert answer.status_code in (200, 201, 204, 400), (answer.status_code, answer.content)
    return " ".join(error["message"] for error in answer.json()["errors"]) if answer.status_code == 400 else ""


def standing(row, look):
    """Return all that is stored of a row, the state it is seen in, and how many traces there are of it and of all."""
    model, traces = type(row), Activity.objects.order_by()
    found = model._base_manager.filter(pk=row.pk)
    seen = found.first()
    return {
        "state": look(seen) if seen else GONE,
        "stored": found.values().first(),
        "traces": traces.about(row).of_the_row_itself().count(),
        "of_all": traces.count(),
    }
