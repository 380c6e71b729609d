"""Examples to learn from, and which of them a step looks at."""
