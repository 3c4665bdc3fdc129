"""Analyses made of many comparisons: calibration, validation, sensitivity, contrary evidence, stories and sweeps."""
