"""API of playbook."""

routes = []
