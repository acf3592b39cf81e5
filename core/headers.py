"""Headers of mail: what people wrote is read back literally, and no value reaches beyond its own line.

Whoever reads a header decodes the encoded-words of RFC 2047 in it, so a title that looks like one is encoded itself.
Imports no Django: the sender's line is read from the environment before Django is loaded.
"""

from email.header import Header
from email.utils import formataddr

LINE = 76  # what RFC 2047 allows a line with encoded-words
BEGIN_OF_ENCODED_WORD = "=?"


def literal(text: str, *, header: str = "") -> str:
    """Return ASCII on one line that is read as exactly this text, its white space as single spaces.

    `header` names where it will stand, so that its first line is not too long. Raises ValueError for half a surrogate
    pair.
    """
    text = " ".join(text.split())
    if text.isascii() and text.isprintable() and BEGIN_OF_ENCODED_WORD not in text:
        return text
    return Header(text, "utf-8", header_name=header, maxlinelen=LINE).encode(linesep="\n").replace("\n ", " ")


def mailbox(name: str, address: str) -> str:
    """Return a name and an address as one header value, the name read literally."""
    written = literal(name)
    # What is ASCII may need quotes, what is encoded must have none.
    return f"{written} <{address}>" if BEGIN_OF_ENCODED_WORD in written else formataddr((written, address))


def field(name: str, value: str) -> bytes:
    """Return a header as it goes over the wire, folded at its spaces; raises ValueError for more than one line."""
    if not value.isprintable():
        raise ValueError(f"{name} holds characters no header may hold")
    lines = [f"{name}:"]
    for word in value.split(" "):
        if len(lines[-1]) + 1 + len(word) > LINE and len(lines[-1]) > len(name) + 1:
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines).encode() + b"\r\n"
