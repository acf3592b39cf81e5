"""Reading delimited text of any origin, and writing it so that it is safe to open."""
