"""Links in mail: one purpose, one row, one nonce; the old secret key works until it is removed."""

import uuid

from core.links import absolute, derive_token, new_nonce, token_matches

ROW = uuid.UUID("01900000-0000-7000-8000-000000000001")


def test_a_token_opens_its_own_door_alone():
    nonce = new_nonce()
    token = derive_token("unsubscribe", ROW, nonce)

    assert token_matches(token, "unsubscribe", ROW, nonce)
    assert not token_matches(token, "invitation", ROW, nonce)
    assert not token_matches(token, "unsubscribe", uuid.uuid4(), nonce)
    assert not token_matches(token, "unsubscribe", ROW, new_nonce())
    assert not token_matches("", "unsubscribe", ROW, nonce)


def test_a_token_of_the_former_key_works_until_that_key_is_removed(settings):
    nonce = new_nonce()
    token = derive_token("unsubscribe", ROW, nonce)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "n" * 60

    settings.SECRET_KEY_FALLBACKS = [former]
    assert token_matches(token, "unsubscribe", ROW, nonce)
    settings.SECRET_KEY_FALLBACKS = []
    assert not token_matches(token, "unsubscribe", ROW, nonce)


def test_addresses_in_mail_come_from_the_settings(settings):
    settings.BASE_URL = "https://plan.example.com"

    assert absolute("/t/acme/") == "https://plan.example.com/t/acme/"
