"""Reading text from files, streams and iterables."""
