"""Translations are compiled without any system tool, and stale ones are found."""

import gettext
import io

import pytest

from tools import catalog

PO = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"

#: where.py
msgid "Goal"
msgstr "目标"

msgctxt "verb"
msgid "Goal"
msgstr "\"定\"\n目标"

#, python-format
msgid "%d risk"
msgid_plural "%d risks"
msgstr[0] "%d 个风险"

#, fuzzy
msgid "Round"
msgstr "圆"

msgid "Not translated"
msgstr ""

msgid ""
"Long "
"text"
msgstr ""
"长"
"文"

#~ msgid "Gone"
#~ msgstr "去"
"""


def loaded():
    return gettext.GNUTranslations(io.BytesIO(catalog.write_mo(catalog.read_po(PO))))


def test_compiled_texts_are_found_by_pythons_gettext():
    texts = loaded()

    assert texts.gettext("Goal") == "目标"
    assert texts.pgettext("verb", "Goal") == '"定"\n目标'
    assert texts.ngettext("%d risk", "%d risks", 3) == "%d 个风险"
    assert texts.gettext("Long text") == "长文"


@pytest.mark.parametrize("text", ["Round", "Not translated", "Gone"])
def test_fuzzy_empty_and_obsolete_texts_are_left_out(text):
    assert loaded().gettext(text) == text


def test_what_was_written_is_read_back():
    messages = catalog.read_po(PO)

    assert len(messages) == 5
    assert catalog.read_mo(catalog.write_mo(messages)) == messages


def test_the_order_of_the_source_does_not_change_the_bytes():
    blocks = PO.strip().split("\n\n")

    assert catalog.write_mo(catalog.read_po("\n\n".join(reversed(blocks)))) == catalog.write_mo(catalog.read_po(PO))


@pytest.mark.parametrize("line", ['"nothing before"', "msgid unquoted", 'msgid "open'])
def test_a_line_that_cannot_be_read_is_shown(line):
    with pytest.raises(ValueError, match="cannot be read: "):
        catalog.read_po(line)


def test_a_file_that_is_no_catalog_is_refused():
    with pytest.raises(ValueError, match=r"not a little-endian \.mo file"):
        catalog.read_mo(b"\0" * 28)
