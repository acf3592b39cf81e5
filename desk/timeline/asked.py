"""How somebody wants the timeline: read from an address, and written into one. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from .scale import PIXELS

SCALES = tuple(PIXELS)
GROUPINGS = ("goal", "horizon", "owner", "project")
LAYERS = ("links", "critical", "baseline", "likely", "money", "financing", "completed")
SCALE, GROUP = "month", "goal"  # at first
AT_FIRST = frozenset({"links", "critical", "baseline", "likely", "money", "financing"})
NONE, ALL = "none", "all"
OPENED_AT_MOST, KEY_AT_MOST = 40, 40  # groups named in an address, and letters of each
PAGES_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """`opened` names groups; None is "as it comes": all of them where they are few. `page` counts from 1.

    An address without any parameter is what somebody asked for last, so that one always says something.
    """

    scale: str = SCALE
    group: str = GROUP
    layers: frozenset[str] = AT_FIRST
    opened: frozenset[str] | str | None = None
    page: int = 1

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
            pairs.append(("open", then.opened if isinstance(then.opened, str) else ",".join(sorted(then.opened))))
        if then.page > 1:
            pairs.append(("page", str(then.page)))
        return urlencode(pairs)

    def toggled(self, key: str, open_now: Iterable[str]) -> str:
        """The address that opens a closed group or closes an open one, where these are open now."""
        then = frozenset(open_now) ^ {key}
        if len(then) > OPENED_AT_MOST:
            then = frozenset({key}) if key in then else frozenset()
        return self.query(opened=then or NONE)


def _page(text: str) -> int:
    is_number = text.isascii() and text.isdecimal()
    return min(max(int(text[:6]), 1), PAGES_AT_MOST) if is_number else 1


def _opened(text: str) -> frozenset[str] | str | None:
    if not text or text in (ALL, NONE):
        return text or None
    keys = text[: OPENED_AT_MOST * (KEY_AT_MOST + 1)].split(",")[:OPENED_AT_MOST]
    return frozenset(key for key in keys if key and len(key) <= KEY_AT_MOST) or NONE
