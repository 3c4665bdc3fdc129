"""One comparison from settings to tables: worlds, calibrated draws, replications, contrasts and money."""
