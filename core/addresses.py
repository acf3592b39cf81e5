"""Addresses to which no mail ever leaves."""

RESERVED_ENDINGS = (".test", ".invalid", ".example")
RESERVED_NAMES = {"test", "invalid", "example"}


def is_reserved(address):
    """Say whether an address is one of those kept for examples and tests, to which mail never leaves."""
    domain = address.rpartition("@")[2].lower().rstrip(".")
    labels = domain.split(".")
    return domain in RESERVED_NAMES or domain.endswith(RESERVED_ENDINGS) or "example" in labels[-2:]
