"""What a file is, by its bytes: a short list of kinds that are safe to keep and to hand back. Pure: nothing is opened.

A zip is never unpacked: what an office file holds is told by the names that stand in it as they are.
"""

import codecs
import re

from .characters import HIDDEN

LONGEST_NAME = 120
NAMELESS = "file"
# What no name keeps: what separates folders, what Windows and shells read otherwise, and what ends a header.
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff<>:"|?*]+')
_FOLDERS = re.compile(r"[/\\]")
_OFFICE = {"docx": b"word/document.xml", "xlsx": b"xl/workbook.xml", "pptx": b"ppt/presentation.xml"}
_CONTENTS, _MACROS = b"[Content_Types].xml", b"vbaProject.bin"
_MARKUP = re.compile(r"\s*<(?:!doctype|html|svg|script|\?xml|!--|head|body|iframe)", re.IGNORECASE)
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")

_OPEN_XML = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "txt": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "json": "application/json",
    "docx": f"{_OPEN_XML}.wordprocessingml.document",
    "xlsx": f"{_OPEN_XML}.spreadsheetml.sheet",
    "pptx": f"{_OPEN_XML}.presentationml.presentation",
}
EXTENSIONS = tuple(TYPES)


def clean_name(raw: str) -> str:
    """Return the name of a file without folders, hidden characters and what a header or a disk could misread.

    A long name is cut before its extension.
    """
    name = _FOLDERS.split(raw[-4 * LONGEST_NAME :])[-1]
    name = " ".join(HIDDEN.sub("", _UNFIT.sub("_", name)).split()).strip(". ")
    stem, dot, extension = name.rpartition(".")
    if dot:
        name = f"{stem[: max(LONGEST_NAME - len(extension) - 1, 0)].rstrip()}.{extension}"[-LONGEST_NAME:]
    return name[:LONGEST_NAME].strip(". ") or NAMELESS


def type_of(name: str, content: bytes) -> str | None:
    """Return the media type of a file whose name and bytes agree on a kind that is kept; None for any other."""
    _stem, dot, extension = name.lower().rpartition(".")
    return TYPES[extension] if dot and extension in TYPES and _is(extension, content) else None


def _is(extension: str, content: bytes) -> bool:
    match extension:
        case "pdf":
            return content.startswith(b"%PDF-")
        case "png":
            return content.startswith(b"\x89PNG\r\n\x1a\n")
        case "jpg" | "jpeg":
            return content.startswith(b"\xff\xd8\xff")
        case "webp":
            return content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    return _is_office(extension, content) if extension in _OFFICE else _is_text(content)


def _is_office(extension: str, content: bytes) -> bool:
    """Say whether this is a zip that names the parts of such a document, and no macros."""
    is_zip = content.startswith(b"PK\x03\x04") and _CONTENTS in content
    return is_zip and _OFFICE[extension] in content and _MACROS not in content


def _is_text(content: bytes) -> bool:
    """Say whether this is text in UTF-8 that no browser would take for a page or a picture."""
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError:
        return False
    return _NO_TEXT.search(text) is None and _MARKUP.match(text[:1000]) is None
