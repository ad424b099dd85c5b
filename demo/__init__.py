"""Workspaces made from the five published reports: totals as printed, their split over branches and months simulated."""

from demo.build import build
from demo.federation import FEDERATIONS, Federation
from demo.report import TEXT_ONLY

__all__ = ["FEDERATIONS", "TEXT_ONLY", "Federation", "build"]
