"""Marking texts for translation in modules that must not import Django."""


def gettext_noop(message: str) -> str:
    """The text unchanged; makemessages finds it by this name, and callers translate it when shown."""
    return message
