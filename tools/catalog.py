"""Translation files: read what people write (.po), write and read what programs load (.mo)."""

import ast
import re
import struct

MAGIC = 0x950412DE
HEADER = struct.Struct("<7I")
STRING = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d)\])?)?\s*("(?:[^"\\]|\\.)*")')


def read_po(text):
    """Return {key: translation} as a .mo holds them; fuzzy, obsolete and empty entries are left out."""
    messages = {}
    for block in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in block.splitlines()]
        is_fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in lines)
        fields = _fields(line for line in lines if line and not line.startswith("#"))
        if fields and any(_translations(fields)) and not (is_fuzzy and fields.get("msgid")):
            messages[_key(fields)] = "\0".join(_translations(fields))
    return messages


def write_mo(messages):
    """Return the bytes of a .mo file; the same messages always give the same bytes."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    keys_at = HEADER.size
    values_at = keys_at + 8 * len(pairs)
    text_at = values_at + 8 * len(pairs)
    tables, texts, offset = [], [], text_at
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<2I", len(pair[column]), offset))
            texts.append(pair[column] + b"\0")
            offset += len(texts[-1])
    header = HEADER.pack(MAGIC, 0, len(pairs), keys_at, values_at, 0, text_at)
    return header + b"".join(tables) + b"".join(texts)


def read_mo(data):
    """Return the {key: translation} of a .mo file, whoever wrote it."""
    magic, _, count, keys_at, values_at, *_ = HEADER.unpack_from(data)
    if magic != MAGIC:
        raise ValueError("not a little-endian .mo file")
    return {_text(data, keys_at + 8 * index): _text(data, values_at + 8 * index) for index in range(count)}


def _fields(lines):
    fields, name = {}, None
    for line in lines:
        match = STRING.fullmatch(line)
        if match is None or (match[1] is None and name is None):
            raise ValueError(f"cannot be read: {line}")
        name = match[1] or name
        fields[name] = fields.get(name, "") + ast.literal_eval(match[3])
    return fields


def _key(fields):
    key = fields["msgid"]
    if "msgid_plural" in fields:
        key += "\0" + fields["msgid_plural"]
    return f"{fields['msgctxt']}\4{key}" if "msgctxt" in fields else key


def _translations(fields):
    return [value for name, value in sorted(fields.items()) if name.startswith("msgstr")]


def _text(data, table_at):
    length, offset = struct.unpack_from("<2I", data, table_at)
    return data[offset : offset + length].decode()
