"""The languages people read, each by its code and its own name. One more is a line here, a catalogue and templates.

No migration: fields that hold a language leave their choices out of it (core.fields.LanguageField).
"""

LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_CODES = tuple(code for code, _name in LANGUAGES)
