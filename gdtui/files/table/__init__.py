"""What a table in a text file is made of: lines, cells, a header, numbers, columns."""
