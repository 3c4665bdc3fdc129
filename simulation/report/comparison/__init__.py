"""The report of a comparison of policies: its figures, and its page."""

from simulation.report.comparison.figures import write_figures
from simulation.report.comparison.page import write_page

__all__ = ["write_figures", "write_page"]
