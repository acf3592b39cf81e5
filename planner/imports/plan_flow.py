"""How plans are imported."""

from .applying import apply_import
from .flow import Flow
from .judging import Judge
from .reading import open_plan

PLAN = Flow(open_plan, Judge, apply_import, "planner.stage_import", "planner.apply_import")
