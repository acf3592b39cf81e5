"""What a file is kept as: by its bytes and its name together, and under which name."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.filetypes import LONGEST_NAME, TYPES, clean_name, type_of

PDF, PNG, JPEG = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff\xd8\xff\xe0\x00"
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 "


def office(part, *more):
    """Return a zip as office programs write it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name in ("[Content_Types].xml", part, *more):
            file.writestr(name, "<x/>")
    return content.getvalue()


GOOD = {
    "pdf": PDF,
    "png": PNG,
    "jpg": JPEG,
    "jpeg": JPEG,
    "webp": WEBP,
    "txt": "Grüße, 你好\n".encode(),
    "md": b"# Title\n\n- <b>bold</b>\n",
    "csv": b"\xef\xbb\xbfa;b\r\n1;2\r\n",
    "json": b'{"f1": 0.93}',
    "docx": office("word/document.xml"),
    "xlsx": office("xl/workbook.xml"),
    "pptx": office("ppt/presentation.xml"),
}


@pytest.mark.parametrize("extension", TYPES)
def test_what_is_as_its_name_says_is_kept(extension):
    assert type_of(f"a.{extension}", GOOD[extension]) == TYPES[extension]
    assert type_of(f"A.B.{extension.upper()}", GOOD[extension]) == TYPES[extension]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.html", b"<p>Hello</p>"),
        ("a.xhtml", b"<p/>"),
        ("a.exe", b"MZ\x90"),
        ("a.pdf.exe", PDF),
        ("a.js", b"alert(1)"),
        ("a.zip", office("word/document.xml")),
        ("a", b"text"),
        ("pdf", PDF),
        # another kind than the name says
        ("a.png", JPEG),
        ("a.pdf", b"<html>%PDF-1.7"),
        ("a.pdf", b"\n%PDF-1.7"),
        ("a.jpg", b"GIF89a\xff\xd8\xff"),
        ("a.webp", b"RIFF\x10\x00\x00\x00WAVEfmt "),
        ("a.docx", office("xl/workbook.xml")),
        ("a.docx", b"junk" + office("word/document.xml")),
        ("a.docx", b"PK\x03\x04 word/document.xml"),
        ("a.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin")),
        # no text, or a page that calls itself text
        ("a.txt", b"MZ\x90\x00\x03"),
        ("a.txt", b"a\x00b"),
        ("a.txt", b"\x1b]0;title\x07\x08"),
        ("a.csv", "ü".encode("latin-1")),
        ("a.txt", b" \n<!DOCTYPE html><script>alert(1)</script>"),
        ("a.md", b"\xef\xbb\xbf<svg onload=alert(1)>"),
        ("a.json", b"<?xml version='1.0'?>"),
    ],
)
def test_what_is_not_is_refused(name, content):
    assert type_of(name, content) is None


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\a.pdf", "a.pdf"),
        ("a\r\nContent-Type: text\r\n.pdf", "a_Content-Type_ text_.pdf"),
        ('"quoted".pdf', "_quoted_.pdf"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("a\u200bb.pdf", "ab.pdf"),
        ("a\x00b.pdf", "a_b.pdf"),
        ("half\ud800.pdf", "half_.pdf"),
        (".htaccess", "htaccess"),
        ("...", "file"),
        ("", "file"),
        ("/", "file"),
        ("报告 最终.pdf", "报告 最终.pdf"),
        ("  a   b.pdf ", "a b.pdf"),
        ("x" * 300 + ".pdf", "x" * (LONGEST_NAME - 4) + ".pdf"),
        ("x" * 10_000, "x" * LONGEST_NAME),
        ("x" * (LONGEST_NAME - 1) + " yy", "x" * (LONGEST_NAME - 1)),
        ("x." + "y" * 10_000, "y" * LONGEST_NAME),
    ],
)
def test_a_name_is_cleaned(raw, clean):
    assert clean_name(raw) == clean


@given(st.text(max_size=600))
def test_a_clean_name_stays_as_it_is_and_is_short(raw):
    name = clean_name(raw)

    assert clean_name(name) == name
    assert 1 <= len(name) <= LONGEST_NAME
    assert not set(name) & set('/\\"\r\n\0:*?<>|')


@given(st.binary(max_size=200), st.sampled_from(sorted(TYPES)))
def test_any_bytes_are_judged(content, extension):
    assert type_of(f"a.{extension}", content) in (None, TYPES[extension])
