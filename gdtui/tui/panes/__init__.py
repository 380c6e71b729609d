"""One file a pane. A pane renders what it is shown, and posts what the person asks for."""
