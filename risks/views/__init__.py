from . import actions, plans, register, risks, steps

__all__ = ["actions", "plans", "register", "risks", "steps"]
