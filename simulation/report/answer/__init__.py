"""The answer to a comparison's question: one sentence, one picture, and what they lean on; for page and terminal."""
