"""One quarter as three phases (office, clients, caseworkers), and replications made of quarters."""
