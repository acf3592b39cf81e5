"""How far ahead "soon" reaches, for whoever lists what falls due next."""

from datetime import timedelta

DUE_SOON = timedelta(days=14)
