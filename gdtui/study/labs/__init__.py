"""Labs: exercises that are done, checked and handed in, with no terminal in them."""
