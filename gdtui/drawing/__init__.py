"""Numbers become lines of cells: charts, maps, notation. It knows no Textual; only `canvas` knows
plotext."""
