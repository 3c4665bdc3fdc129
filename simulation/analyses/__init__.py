"""Analyses of many comparisons: calibration, validation, sensitivity, contrary evidence, stories, sweeps, targeting."""
