"""Studies of a policy, simulated before anybody pays for them: what they would find, and what they would teach."""
