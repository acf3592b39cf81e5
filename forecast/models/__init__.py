"""What is kept of the forecast: a team's settings, runs in two parts, and what was predicted week by week."""

from .prediction import MoneyPrediction, Prediction
from .run import Cause, Run, RunMoney, RunPlan
from .settings import Settings

__all__ = ["Cause", "MoneyPrediction", "Prediction", "Run", "RunMoney", "RunPlan", "Settings"]
