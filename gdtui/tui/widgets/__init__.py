"""What panes and screens share."""
