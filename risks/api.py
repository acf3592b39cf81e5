"""API of risks."""

routes = []
