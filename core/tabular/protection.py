"""Keeping text from being run as a formula by a spreadsheet program, and undoing it on import."""

# The full-width forms are read as formulas too where a Chinese or Japanese input method is in use.
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\x00", "＝", "＋", "－", "＠")


def protect(text: str) -> str:
    """The text with `'` in front when a spreadsheet program could take it for a formula."""
    return f"'{text}" if text.startswith(TRIGGERS) else text


def unprotect(cell: str) -> str:
    """The text that protect() was given; any other text stays as it is."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(TRIGGERS) else cell
