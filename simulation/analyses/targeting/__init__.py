"""Who should get few places: rules over what an office sees, learned, chosen and judged on different people."""
