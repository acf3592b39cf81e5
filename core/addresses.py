"""Mail addresses: how the wire spells them, and those to which no mail ever leaves. Imports no Django."""

import contextlib

RESERVED_ENDINGS = (".test", ".invalid", ".example")
RESERVED_NAMES = {"test", "invalid", "example"}


def is_reserved(address: str) -> bool:
    """Say whether an address is one of those kept for examples and tests, to which mail never leaves."""
    domain = address.rpartition("@")[2].lower().rstrip(".")
    labels = domain.split(".")
    return domain in RESERVED_NAMES or domain.endswith(RESERVED_ENDINGS) or "example" in labels[-2:]


def wire_address(address: str) -> str:
    """Return an address as SMTP writes it: the domain in ASCII."""
    name, _at, domain = address.rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    return f"{name}@{domain}"
