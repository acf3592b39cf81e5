"""How somebody wants the timeline: read from an address, and written into one. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from .scale import PIXELS

SCALES = tuple(PIXELS)
GROUPINGS = ("goal", "horizon", "owner", "project")
LAYERS = ("links", "critical", "baseline", "likely", "money", "financing", "completed")
SCALE, GROUP = "month", "goal"  # at first
AT_FIRST = frozenset({"links", "critical", "baseline", "likely", "money", "financing"})
NONE, ALL = "none", "all"
OPENED_AT_MOST, KEY_AT_MOST = 40, 40  # groups named in an address, and letters of each
PAGES_AT_MOST = 1000
LONGEST = 2000  # letters of an address that is remembered, as many as planner.TimelineView has room for


@dataclass(frozen=True, slots=True)
class Asked:
    """`opened` names groups; None is "as it comes": all of them where they are few. `page` counts from 1.

    An address without any parameter is what is remembered of somebody, so that one always says something.
    """

    scale: str = SCALE
    group: str = GROUP
    layers: frozenset[str] = AT_FIRST
    opened: frozenset[str] | str | None = None
    page: int = 1

    @classmethod
    def changed(cls, view: str, fields: Mapping[str, Sequence[str]], change: str) -> "Asked":
        """Read an address, the fields of the form that stand instead of its own, and the part a button changes of it.

        Groups of another kind are open as they come.
        """
        shown = parse_qs(view[:LONGEST])
        if "group" in fields and cls.read(fields).group != cls.read(shown).group:
            shown.pop("open", None)
        return cls.read(shown | fields | parse_qs(change[:LONGEST]))  # type: ignore[operator]

    @classmethod
    def read(cls, given: Mapping[str, Sequence[str]]) -> "Asked":
        """Read what is known of parameters, each with its values; the rest is as it is at first."""
        names = ("scale", "group", "open", "page")
        scale, group, opened, page = (next(iter(given.get(name, ())), "") for name in names)
        layers = given.get("show")
        return cls(
            scale if scale in SCALES else SCALE,
            group if group in GROUPINGS else GROUP,
            AT_FIRST if layers is None else frozenset(layers) & frozenset(LAYERS),
            _opened(opened),
            _page(page),
        )

    def shows(self, layer: str) -> bool:
        return layer in self.layers

    def query(self, **changes: object) -> str:
        """The address that asks for this, or for what is changed of it; another choice begins on the first page."""
        then = replace(self, **({"page": 1} | changes))  # type: ignore[arg-type]
        pairs = [("scale", then.scale)]
        pairs += [] if then.group == GROUP else [("group", then.group)]
        if then.layers != AT_FIRST:
            pairs += [("show", NONE), *(("show", layer) for layer in LAYERS if layer in then.layers)]
        if then.opened is not None:
            pairs.append(("open", _joined(then.opened)))
        if then.page > 1:
            pairs.append(("page", str(then.page)))
        return urlencode(pairs)

    @property
    def kept(self) -> str:
        """What is remembered of this: not the page, and no open groups where their names are too long."""
        query = self.query()
        return query if len(query) <= LONGEST else self.query(opened=None)

    @staticmethod
    def toggled(key: str, open_now: Iterable[str]) -> str:
        """The part of an address that opens a closed group or closes an open one, where these are open now."""
        then = frozenset(open_now) ^ {key}
        if len(then) > OPENED_AT_MOST:
            then = frozenset({key}) if key in then else frozenset()
        return urlencode({"open": _joined(then or NONE)})


def _joined(opened: frozenset[str] | str) -> str:
    return opened if isinstance(opened, str) else ",".join(sorted(opened))


def _page(text: str) -> int:
    is_number = text.isascii() and text.isdecimal()
    return min(max(int(text[:6]), 1), PAGES_AT_MOST) if is_number else 1


def _opened(text: str) -> frozenset[str] | str | None:
    if not text or text in (ALL, NONE):
        return text or None
    keys = text[: OPENED_AT_MOST * (KEY_AT_MOST + 1)].split(",")[:OPENED_AT_MOST]
    return frozenset(key for key in keys if key and len(key) <= KEY_AT_MOST) or NONE
