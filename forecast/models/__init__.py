"""What is kept of the forecast: a team's settings, runs in two parts, predictions and scenarios."""

from .prediction import MoneyPrediction, Prediction
from .run import Cause, Run, RunMoney, RunPlan
from .scenario import Scenario, ScenarioChange
from .settings import Settings

__all__ = [
    "Cause",
    "MoneyPrediction",
    "Prediction",
    "Run",
    "RunMoney",
    "RunPlan",
    "Scenario",
    "ScenarioChange",
    "Settings",
]
