"""What one office can expect: levels adapted to its own figures, effects left as they are."""
