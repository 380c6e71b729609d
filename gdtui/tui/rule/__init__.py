"""The arithmetic of an update as lines of text, in the cells that there are for it."""
