"""Clients and caseworkers at intake: drawn from the evidence, or read from a table."""
