"""Random numbers: pure functions of (seed, replication, entity, quarter, decision)."""
