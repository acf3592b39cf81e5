"""API of funding."""

routes = []
