"""The weekly review and the report of a period: what slipped or lies still, and what became of it."""
