"""How risks are imported."""

from planner.imports.flow import Flow

from .applying import apply_register
from .judging import Judge
from .reading import open_register

REGISTER = Flow(open_register, Judge, apply_register, "risks.stage_import", "risks.apply_import", is_private=True)
