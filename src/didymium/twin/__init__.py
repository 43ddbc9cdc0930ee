"""The dynamic twin: what a shock to a critical-minerals chain does, month by month, with its uncertainty."""

from __future__ import annotations

from didymium.twin.backtest import Backtest, backtest
from didymium.twin.result import Result
from didymium.twin.run import simulate
from didymium.twin.scenario import Scenario, library, load_scenario

__all__ = ["Backtest", "Result", "Scenario", "backtest", "library", "load_scenario", "simulate"]
