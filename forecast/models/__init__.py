"""What is kept of the forecast: a team's settings, runs in two parts, and scenarios."""

from .run import Cause, Run, RunMoney, RunPlan
from .scenario import Scenario, ScenarioChange
from .settings import Settings

__all__ = ["Cause", "Run", "RunMoney", "RunPlan", "Scenario", "ScenarioChange", "Settings"]
