"""The line to the terminal: what comes in, what goes out, and what the system says meanwhile."""
