"""From replications to tables: levels, paired contrasts, orders, and how uncertain each of them is."""
