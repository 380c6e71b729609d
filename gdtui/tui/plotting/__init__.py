"""Numbers become lines of cells. Nothing outside this folder touches plotext."""
