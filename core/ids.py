"""Identifiers: UUIDv7 (RFC 9562), made in the app before a row is saved."""

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """Return a UUID whose first 48 bits are Unix milliseconds and whose other 74 free bits are random.

    Ids made later sort later, to the millisecond. An id is a name, never a secret.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
