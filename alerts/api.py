"""API of alerts."""

routes = []
