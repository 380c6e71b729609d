"""The command line: a command a file, loaded when it is called."""
