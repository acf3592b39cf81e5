"""Links in mail: derived from a purpose, a row and the row's nonce; never stored, re-made at each send."""

import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_str


def new_nonce():
    """Return 128 random bits as text; turning a row's nonce revokes every link derived from it."""
    return secrets.token_hex(16)


def derive_token(purpose, row_id, nonce):
    """Return the token of one purpose for one row: 256 bits, hexadecimal."""
    return _token(purpose, row_id, nonce, settings.SECRET_KEY)


def token_matches(token, purpose, row_id, nonce):
    """Compare in constant time, against the present secret key and the ones it replaced."""
    given = force_str(token)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(secrets.compare_digest(given.encode(), _token(purpose, row_id, nonce, key).encode()) for key in keys)


def absolute(path):
    """Return the address of a path as mail shows it: from BASE_URL, never from the Host header."""
    return f"{settings.BASE_URL}{path}"


def _token(purpose, row_id, nonce, key):
    return salted_hmac(f"landfall.link.{purpose}", f"{row_id}:{nonce}", secret=key, algorithm="sha256").hexdigest()
