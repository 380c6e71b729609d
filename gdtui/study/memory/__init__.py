"""What was learned: kept, scheduled, counted."""
