import tracemalloc

import pytest

from core.tabular.encoding import decode, detect
from core.tabular.problems import MAX_BYTES, TabularError

CHINESE = "标题,负责人,截止日期\n发布公测版,王芳,2026年3月1日\n完成种子轮融资,李强,2026/6/30\n"
GERMAN = "Titel;Verantwortlich;Fällig\nPrüfung der Größe;Jörg Müller;01.03.2026\nÜbergabe;Zoë;02.03.2026\n"
FRENCH = "Titre;Responsable\nDéfinir l’évaluation du modèle;Hélène Lefèvre\nPréparer la levée à 5 €;François\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"Name,Due\nBeta,2026-03-01\n", "utf-8"),
        (CHINESE.encode(), "utf-8"),
        (CHINESE.encode("utf-8-sig"), "utf-8"),
        (CHINESE.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + CHINESE.encode("utf-16-be"), "utf-16-be"),
        (CHINESE.encode("utf-16-le"), "utf-16-le"),
        (CHINESE.encode("utf-16-be"), "utf-16-be"),
        (GERMAN.encode("utf-16-le"), "utf-16-le"),
        ("第一,2026-03-01\n第二,2026-03-02\n".encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_encoding_that_the_bytes_prove_is_certain(content, encoding):
    detection = detect(content)

    assert (detection.encoding, detection.is_certain) == (encoding, True)
    assert not decode(content, encoding).startswith("\ufeff")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(CHINESE, "gb18030"), (GERMAN, "windows-1252"), (FRENCH, "windows-1252"), ("Größe;Größe\n", "windows-1252")],
)
def test_legacy_encoding_is_offered_first_and_read_right(text, encoding):
    detection = detect(text.encode(encoding))

    assert detection.encoding == encoding
    assert not detection.is_certain
    assert decode(text.encode(encoding), detection.encoding) == text


def test_person_sees_a_sample_of_each_possible_encoding():
    content = "Name,Owner\nPrüf,Zo\n".encode("windows-1252")

    guesses = {guess.encoding: guess for guess in detect(content).guesses}

    assert guesses["windows-1252"].sample == "Name,Owner Prüf,Zo"
    assert guesses["windows-1252"].confidence > guesses["gb18030"].confidence
    assert set(guesses) == {"gb18030", "windows-1252"}


def test_sample_shows_the_first_character_in_doubt():
    content = ("Name\n" + "plain\n" * 1000 + "发布公测版\n").encode("gb18030")

    assert "发布公测版" in detect(content).guesses[0].sample


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf \n", "file_empty"),
        (b"PK\x03\x04\x14\x00", "is_spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "is_spreadsheet"),
        (b"%PDF-1.7 ...", "is_binary"),
        (b"\x89abc\x00\x01\x02\x00\x00\x00\xff\xfe", "is_binary"),
        (b"\x00\x01\x02\x00" * 8, "is_binary"),
        (b"title,due\nA\x00lpha,2027-01-01\n", "is_binary"),
        (b"name\x81\n", "encoding_unknown"),
        (b"a" * (MAX_BYTES + 1), "file_too_large"),
    ],
)
def test_file_that_is_no_text_is_refused_with_its_reason(content, code):
    with pytest.raises(TabularError) as caught:
        detect(content)

    assert caught.value.code == code


@pytest.mark.parametrize(("content", "encoding"), [(b"\xff\xff", "utf-8"), (b"abc", "latin-1"), (b"abc", "hex")])
def test_encoding_that_does_not_fit_is_refused(content, encoding):
    with pytest.raises(TabularError) as caught:
        decode(content, encoding)

    assert (caught.value.code, dict(caught.value.params)) == ("encoding_mismatch", {"encoding": encoding})


def test_guessing_keeps_a_few_copies_of_the_file_and_no_list_of_its_characters():
    content = (CHINESE * 20_000).encode("gb18030")

    tracemalloc.start()
    detect(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 8 * len(content)
