"""My work: one list over all that waits for a person, whatever kind of row it is; a kind is one entry of kinds.py."""
