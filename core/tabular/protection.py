"""Keeping text from being run as a formula by a spreadsheet program, and undoing it on import."""

# The full-width forms are read as formulas too where a Chinese or Japanese input method is in use.
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")


def protect(text: str) -> str:
    """The text with `'` in front when a spreadsheet program could take it for a formula.

    Text that begins with `'` before a trigger gets another one, so that unprotect() gives back exactly what was there.
    """
    return f"'{text}" if text.lstrip("'").startswith(TRIGGERS) else text


def unprotect(cell: str) -> str:
    """The text that protect() was given; any other text stays as it is."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(TRIGGERS) else cell
