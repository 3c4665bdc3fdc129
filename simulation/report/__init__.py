"""The report of a comparison: figures as SVG, and one page of HTML that needs nothing else."""

from simulation.report.figures import write_figures
from simulation.report.page import write_report

__all__ = ["write_figures", "write_report"]
