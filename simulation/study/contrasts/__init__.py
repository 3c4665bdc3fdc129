"""What replications tell of policies: levels, paired contrasts, orders, and how uncertain each of them is."""
