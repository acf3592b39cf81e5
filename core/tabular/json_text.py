"""Reading a file of JSON within limits: what it claims to hold is counted before it is parsed."""

import json
import re
from typing import Any

from core.characters import without_halves
from core.tabular.problems import MAX_BYTES, TabularError

# A board of 20,000 cards has some 300,000; a file of 10 MB could hold ten times as many, which take gigabytes.
MAX_PARTS = 400_000  # objects and lists
MAX_VALUES = 1_500_000
_UNSTORABLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")  # NUL, and either half of a surrogate pair
_BLANK = b" \t\r\n"
_MARK = b"\xef\xbb\xbf"


def is_json(content: bytes) -> bool:
    """Whether a file begins and ends as an object does, or as a list of objects."""
    begin = content[:1024].removeprefix(_MARK).lstrip(_BLANK)
    end = content[-1024:].rstrip(_BLANK)
    if begin.startswith(b"["):
        return begin[1:].lstrip(_BLANK)[:1] in {b"{", b"[", b"]"} and end.endswith(b"]")
    return begin.startswith(b"{") and begin[1:].lstrip(_BLANK)[:1] in {b'"', b"}"} and end.endswith(b"}")


def read_json(content: bytes) -> Any:
    """What a file of JSON in UTF-8 holds. Raises TabularError: file_too_large, json_too_large, json_unreadable."""
    if len(content) > MAX_BYTES:
        raise TabularError("file_too_large", limit=MAX_BYTES // 1024**2)
    if content.count(b"{") + content.count(b"[") > MAX_PARTS or content.count(b",") > MAX_VALUES:
        raise TabularError("json_too_large")
    try:
        found = json.loads(content.removeprefix(_MARK).decode())
        return _storable(found) if _UNSTORABLE.search(content) else found
    except RecursionError as error:
        raise TabularError("json_too_large") from error
    except ValueError as error:  # no UTF-8, damaged, or a number of thousands of digits
        raise TabularError("json_unreadable") from error


def _storable(value: Any) -> Any:
    """The same without the characters that JSON can spell and a database cannot hold."""
    if isinstance(value, str):
        return without_halves(value.replace("\0", ""))
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(each) for name, each in value.items()}
    return value
