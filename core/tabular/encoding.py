"""Which encoding a file is in: certain where its bytes prove it, else offered with a sample for a person to
choose.

A byte order mark, valid UTF-8, or the regular NUL bytes of UTF-16 prove their encoding. Anything else may
be GB18030 or Windows-1252, whose bytes overlap: both are offered, ranked by how many of the characters are
everyday Chinese.
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from itertools import islice

from core.tabular.problems import MAX_BYTES, TabularError

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "windows-1252")

_MARKS = ((BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be"))
_SIGNATURES = (
    (b"PK\x03\x04", "is_spreadsheet"),
    (b"\xd0\xcf\x11\xe0", "is_spreadsheet"),
    (b"%PDF-", "is_binary"),
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LETTERS_JUDGED = 5_000
_SAMPLE_CHARACTERS = 120
# Text in UTF-16 whose bytes make sense as UTF-8 too is nearly all ASCII: half of it is NUL, never less than a fifth.
_FEWEST_NUL = 5
# Bytes of Windows-1252 prove nothing by themselves: almost any file can be read that way.
_ONLY_1252 = 0.75


@dataclass(frozen=True, slots=True)
class Guess:
    """One possible encoding: confidence 0..1 and a piece of the text as it would read."""

    encoding: str
    confidence: float
    sample: str


@dataclass(frozen=True, slots=True)
class Detection:
    """The guesses, best first. Unless `is_certain`, a person should see the samples and choose."""

    guesses: tuple[Guess, ...]
    is_certain: bool

    @property
    def encoding(self) -> str:
        return self.guesses[0].encoding


def detect(content: bytes) -> Detection:
    """The possible encodings of a file.

    Raises TabularError: file_too_large, file_empty, is_spreadsheet, is_binary, encoding_unknown.
    """
    _check(content)
    proven = _proven(content)
    if proven:
        return Detection((Guess(proven, 1.0, _sample(decode(content, proven))),), is_certain=True)
    if b"\x00" in content:
        raise TabularError("is_binary")
    guesses = _legacy(content)
    if not guesses:
        raise TabularError("encoding_unknown")
    return Detection(tuple(sorted(guesses, key=lambda guess: -guess.confidence)), is_certain=False)


def decode(content: bytes, encoding: str) -> str:
    """The text without its byte order mark.

    Raises TabularError: encoding_mismatch when the bytes are not of that encoding or the encoding is not
    offered.
    """
    text = _read(content, encoding) if encoding in ENCODINGS else None
    if text is None:
        raise TabularError("encoding_mismatch", encoding=encoding)
    if "\x00" in text:
        raise TabularError("is_binary")
    return text.removeprefix("\ufeff")


def _check(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise TabularError("file_too_large", limit=MAX_BYTES // 1024**2)
    for signature, code in _SIGNATURES:
        if content.startswith(signature):
            raise TabularError(code)
    if not content.removeprefix(BOM_UTF8).strip():
        raise TabularError("file_empty")


def _proven(content: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if content.startswith(mark) and _read(content, encoding) is not None:
            return encoding
    wide = _utf16_by_nul(content)
    if wide:
        return wide
    return "utf-8" if b"\x00" not in content and _read(content, "utf-8") is not None else None


def _utf16_by_nul(content: bytes) -> str | None:
    """UTF-16 without a mark: the commas, digits and line ends have their NUL always on the same side."""
    even, odd = content[0::2].count(0), content[1::2].count(0)
    if len(content) % 2 or not even + odd:
        return None
    if even + odd < len(content) // _FEWEST_NUL and _read(content, "utf-8") is not None:
        return None  # a NUL gone astray in a text of single bytes
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = _read(content, encoding)
    # A few characters end in a zero byte themselves (一 is 4E00), so the other side need not be empty.
    if text is None or "\x00" in text or min(even, odd) * 3 > max(even, odd):
        return None
    return encoding


def _legacy(content: bytes) -> list[Guess]:
    chinese, western = _read(content, "gb18030"), _read(content, "windows-1252")
    score = _chinese_share(chinese) if chinese is not None else 0.0
    guesses = []
    if chinese is not None:
        guesses.append(Guess("gb18030", round(score * 0.95, 2), _sample(chinese)))
    if western is not None:
        confidence = _ONLY_1252 if chinese is None else min(1 - score, _ONLY_1252)
        guesses.append(Guess("windows-1252", round(confidence, 2), _sample(western)))
    return guesses


def _chinese_share(text: str) -> float:
    """How much of the text outside ASCII is everyday Chinese: level 1 of GB 2312 and its signs whole, level
    2 half.

    An accented letter and the letter after it, misread as one Chinese character, seldom land in GB 2312.
    """
    letters = [found[0] for found in islice(_NOT_ASCII.finditer(text), _LETTERS_JUDGED)]
    points = 0.0
    for letter in letters:
        code = letter.encode("gb2312", errors="ignore")
        if code:
            points += 1 if code[0] < 0xD8 else 0.5
    return points / len(letters) if letters else 0.0


def _read(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _sample(text: str) -> str:
    """A piece of the text around its first character outside ASCII, on one line."""
    found = _NOT_ASCII.search(text.removeprefix("\ufeff"))
    start = max(found.start() - 20, 0) if found else 0
    return " ".join(text.removeprefix("\ufeff")[start : start + _SAMPLE_CHARACTERS].split())
