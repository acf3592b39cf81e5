"""A board as Trello exports it, JSON, as the table its CSV would be: so both are read alike, and know the same cards.

A card is a row, and so is each item of its checklists, right below it. Labels stand at the end of the description.
"""

from collections.abc import Iterator
from typing import Any

from core.tabular.json_text import read_json
from core.tabular.problems import MAX_ROWS, TabularError
from core.tabular.reader import Row, Table, table_of

HEADER = (
    "Card ID",
    "Card Name",
    "Card Description",
    "Members",
    "Due Date",
    "List Name",
    "Board Name",
    "Archived",
    "Start Date",
    "Due Complete",
)
MOST_LABELS = 20  # of a card that are taken over
_Object = dict[str, Any]


def read_board(content: bytes) -> Table:
    """The table of a board; its rows are counted from 2, as in a CSV with one line for each.

    Raises TabularError: json_foreign (no board of Trello), too_many_rows, and those of read_json.
    """
    board = read_json(content)
    if not isinstance(board, dict) or not all(isinstance(board.get(name), list) for name in ("lists", "cards")):
        raise TabularError("json_foreign")
    rows = [Row(1, HEADER)]
    for cells in _Board(board).rows():
        if len(rows) > MAX_ROWS:
            raise TabularError("too_many_rows", limit=MAX_ROWS)
        rows.append(Row(len(rows) + 1, tuple(cells.get(name, "") for name in HEADER)))
    return table_of(rows, (), header_line=1)


class _Board:
    """The parts of a board by their ids; what is of another make than Trello writes is passed over."""

    def __init__(self, board: _Object) -> None:
        self.name = _text(board, "name")
        self.lists = {_text(each, "id"): each for each in _objects(board, "lists")}
        self.members = {_text(each, "id"): _text(each, "fullName") for each in _objects(board, "members")}
        self.cards = [card for card in _objects(board, "cards") if card.get("isTemplate") is not True]
        self.checklists: dict[str, list[_Object]] = {}
        for checklist in _objects(board, "checklists"):
            self.checklists.setdefault(_text(checklist, "idCard"), []).append(checklist)

    def rows(self) -> Iterator[dict[str, str]]:
        for card in self.cards:
            cells = self._card(card)
            yield cells
            for checklist in self.checklists.get(_text(card, "id"), ()):
                for item in _objects(checklist, "checkItems"):
                    yield cells | self._item(item, " · ".join(filter(None, (cells["Card Name"], _name(checklist)))))

    def _card(self, card: _Object) -> dict[str, str]:
        home = self.lists.get(_text(card, "idList"), {})
        members = card.get("idMembers")
        ids = [each for each in members if isinstance(each, str)] if isinstance(members, list) else []
        labels = [_text(each, "name") or _text(each, "color") for each in _objects(card, "labels")[:MOST_LABELS]]
        marks = " ".join(f"#{'-'.join(label.split())}" for label in labels if label)
        return {
            "Card ID": _text(card, "id"),
            "Card Name": _name(card),
            "Card Description": "\n\n".join(filter(None, (_text(card, "desc"), marks))),
            "Members": next(filter(None, (self.members.get(each) for each in ids)), ""),
            "Due Date": _text(card, "due"),
            "List Name": _name(home),
            "Board Name": self.name,
            "Archived": _flag(card.get("closed") is True or home.get("closed") is True),
            "Start Date": _text(card, "start"),
            "Due Complete": _flag(card.get("dueComplete") is True),
        }

    def _item(self, item: _Object, origin: str) -> dict[str, str]:
        """What an item of a checklist has of its own; where it belongs is the affair of its card."""
        return {
            "Card ID": _text(item, "id"),
            "Card Name": _name(item),
            "Card Description": origin,
            "Members": self.members.get(_text(item, "idMember"), ""),
            "Due Date": _text(item, "due"),
            "Start Date": "",
            "Due Complete": _flag(item.get("state") == "complete"),
        }


def _objects(holder: _Object, name: str) -> list[_Object]:
    found = holder.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(holder: _Object, name: str) -> str:
    found = holder.get(name)
    return found if isinstance(found, str) else ""


def _name(holder: _Object) -> str:
    return _text(holder, "name")


def _flag(is_so: bool) -> str:
    return "true" if is_so else "false"
