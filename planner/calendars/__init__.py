"""Working calendars from files: reading ICS and CSV, and bringing what was found into a team's calendar."""
