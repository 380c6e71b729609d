"""What is known of a run: theory, verdicts, worked steps, and many runs at once."""
