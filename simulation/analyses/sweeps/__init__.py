"""Sweeps: policies x worlds x parameter draws x replications, as one job that can be stopped and taken up again."""
