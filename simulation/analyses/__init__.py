"""Analyses of many comparisons.

Calibration, validation, sensitivity, contrary evidence, stories, sweeps, targeting, trials, one office.
"""
