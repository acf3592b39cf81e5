"""Keys come from the environment, or are made once, whatever starts at the same moment."""

import base64
import json
import subprocess
import sys

import pytest

from config.env import ConfigurationError, read_secrets

KEY = base64.b64encode(bytes(range(32))).decode()
OTHER = base64.b64encode(bytes(range(32, 64))).decode()
SIGNING = "abcdefghij" * 5
GIVEN = {
    "DATABASE_URL": "postgres://db/x",
    "SECRET_KEY": SIGNING,
    "FIELD_KEYS": f"k2:{OTHER},k1:{KEY}",
    "INDEX_KEY": KEY,
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "x" * 49),
        ("SECRET_KEY", "x" * 50),
        ("FIELD_KEYS", ""),
        ("FIELD_KEYS", KEY),
        ("FIELD_KEYS", f"k1:{KEY[:-4]}"),
        ("FIELD_KEYS", "k1:not base64"),
        ("FIELD_KEYS", f"k1:{KEY},k1:{OTHER}"),
        ("FIELD_KEYS", f"k1:{KEY},"),
        ("FIELD_KEYS", f"a key:{KEY}"),
        ("INDEX_KEY", ""),
        ("INDEX_KEY", "AAAA"),
        ("INDEX_KEY", "é" * 44),
    ],
)
def test_wrong_key_is_refused_in_one_line_that_does_not_repeat_it(name, value, tmp_path):
    with pytest.raises(ConfigurationError) as caught:
        read_secrets(GIVEN | {name: value}, tmp_path, embedded=False)

    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert f" Example: {name}=" in message
    assert "\n" not in message
    assert KEY not in message


def test_keys_of_the_environment_are_decoded_newest_first_and_nothing_is_written(tmp_path):
    keys = read_secrets(GIVEN, tmp_path, embedded=False)

    assert keys.secret_key == SIGNING
    assert list(keys.field_keys.items()) == [("k2", bytes(range(32, 64))), ("k1", bytes(range(32)))]
    assert keys.index_key == bytes(range(32))
    assert list(tmp_path.iterdir()) == []


def test_printing_the_keys_shows_none():
    assert KEY not in repr(read_secrets(GIVEN, None, embedded=False))


def test_embedded_keys_are_made_once_for_the_owner_only(tmp_path):
    first = read_secrets({}, tmp_path, embedded=True)
    second = read_secrets({}, tmp_path, embedded=True)

    assert first == second
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_embedded_keys_give_way_to_the_environment(tmp_path):
    read_secrets({}, tmp_path, embedded=True)

    assert read_secrets({"SECRET_KEY": SIGNING}, tmp_path, embedded=True).secret_key == SIGNING


@pytest.mark.parametrize("text", ["", "{", "[]", '{"SECRET_KEY": 1}'])
def test_damaged_file_of_keys_is_named_and_never_replaced(text, tmp_path):
    (tmp_path / "secrets.json").write_text(text)

    with pytest.raises(ConfigurationError, match=r"^DATA_DIR: the keys in '.*secrets\.json' are damaged"):
        read_secrets({}, tmp_path, embedded=True)

    assert (tmp_path / "secrets.json").read_text() == text


def test_key_missing_from_the_file_is_named(tmp_path):
    (tmp_path / "secrets.json").write_text(json.dumps({"SECRET_KEY": SIGNING, "INDEX_KEY": KEY}))

    with pytest.raises(ConfigurationError, match=r"^FIELD_KEYS: is missing from '.*secrets\.json'"):
        read_secrets({}, tmp_path, embedded=True)


def test_processes_that_start_at_once_agree_on_the_keys(tmp_path):
    code = "import sys; from config.env import read_secrets as r; print(r({}, sys.argv[1], True).secret_key)"
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]

    answers = {process.communicate(timeout=30)[0].strip() for process in started}

    assert len(answers) == 1
    assert len(answers.pop()) >= 50
