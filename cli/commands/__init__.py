"""The commands, one per file: each parses options, calls the library and prints the result."""
