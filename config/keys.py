"""The installation's keys: given by the environment, or made once and kept beside the embedded database."""

import base64
import binascii
import fcntl
import json
import os
import re
import secrets
from dataclasses import dataclass

from .private import tighten
from .problem import refuse

NAMES = ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY")
KEY_BYTES = 32


@dataclass(frozen=True)
class Secrets:
    """Signing key, field encryption keys by id with the newest first, and the key of blind indexes."""

    secret_key: str
    field_keys: dict[str, bytes]
    index_key: bytes

    def __repr__(self):
        return f"Secrets(field_keys={list(self.field_keys)})"


def read_keys(environ, path):
    """Return the keys; with a `path`, those the environment does not give come from that file."""
    kept = _kept(path) if path and not all(environ.get(name, "").strip() for name in NAMES) else {}
    found = {name: environ.get(name, "").strip() or kept.get(name, "") for name in NAMES}
    for name, value in found.items():
        if not value:
            refuse(name, f"is missing from {str(path)!r}." if path else "is required when DATABASE_URL is set.")
    if len(found["SECRET_KEY"]) < 50 or len(set(found["SECRET_KEY"])) < 5:
        refuse("SECRET_KEY", "must have at least 50 characters, and be random.")
    field_keys = _field_keys(found["FIELD_KEYS"])
    return Secrets(found["SECRET_KEY"], field_keys, _decoded("INDEX_KEY", found["INDEX_KEY"]))


def _field_keys(text):
    keys = {}
    for entry in text.split(","):
        name, colon, value = entry.strip().partition(":")
        if not colon or not re.fullmatch(r"[A-Za-z0-9_-]{1,16}", name) or name in keys:
            refuse("FIELD_KEYS", "must be id:key pairs, newest first, divided by commas, each id used once.")
        keys[name] = _decoded("FIELD_KEYS", value)
    return keys


def _decoded(name, text):
    try:
        key = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        refuse(name, f"must hold base64 of exactly {KEY_BYTES} bytes.")
    return key


def _kept(path):
    """Read the file of keys; the folder is locked, so that of two first starts only one makes it."""
    try:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            if not path.exists():
                _make(path)
                os.fsync(folder)
            tighten(path)  # a copy brought back may be open to all
            kept = json.loads(path.read_text(encoding="utf-8"))
        finally:
            os.close(folder)
    except OSError as error:
        refuse("DATA_DIR", f"the keys in {str(path)!r} cannot be read or made ({error.strerror}).")
    except ValueError:
        refuse("DATA_DIR", f"the keys in {str(path)!r} are damaged: restore that file from a backup.")
    if not isinstance(kept, dict) or not all(isinstance(value, str) for value in kept.values()):
        refuse("DATA_DIR", f"the keys in {str(path)!r} are damaged: restore that file from a backup.")
    return kept


def _make(path):
    """Write new keys whole or not at all: a half file would lock people out of what was encrypted."""
    keys = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": f"k1:{_random_key()}",
        "INDEX_KEY": _random_key(),
    }
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(keys, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _random_key():
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
