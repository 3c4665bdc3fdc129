"""The answer to a comparison's question: one sentence, one picture and their assumptions, for page and terminal."""
