"""The model: state, rules, policies and outcomes, and the engine that takes clients through quarters."""
