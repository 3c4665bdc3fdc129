"""What is measured of the simulated clients: outcomes, groups, and the recorder that counts them."""
