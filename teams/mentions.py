"""Names of people in a text, written as @ and the name; where several fit, the longest is meant. Pure."""

import re
from collections.abc import Iterable, Iterator

HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
# What stands before the @ of an address of mail.
OF_AN_ADDRESS = r"(?<![A-Za-z0-9._%+\-])"


def mentions_in(text: str, names: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, name) of each of these names that is mentioned, in the order of the text.

    Time grows with the text times the names; both are bounded where they are stored.
    """
    wanted = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
    if not wanted:
        return
    pattern = re.compile(f"{OF_AN_ADDRESS}@({'|'.join(map(re.escape, wanted))})")
    place = 0
    while found := pattern.search(text, place):
        name = _ending(text, found.start() + 1, wanted)
        if name is None:
            place = found.start() + 1
            continue
        place = found.start() + 1 + len(name)
        yield found.start(), place, name


def _ending(text, start, wanted):
    """Return the longest of the names that stands here and ends here: not Ada in @Adam."""
    for name in wanted:
        if text.startswith(name, start) and not _goes_on(name[-1], text[start + len(name) : start + len(name) + 1]):
            return name
    return None


def _goes_on(last, following):
    """Say whether a letter after a name belongs to it; Chinese puts no space between a name and what follows."""
    return last.isalnum() and following.isalnum() and not (HAN.match(last) or HAN.match(following))
