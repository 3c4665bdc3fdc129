"""Calibration: which parameters go with the published figures, given stated tolerances.

Nothing here reads a validation fact: targets are built from facts with the role "calibration" and refused otherwise.
"""
