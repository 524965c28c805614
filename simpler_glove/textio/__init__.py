"""Read text and binary data from files, streams and iterables.

Compression is recognized by content, byte order marks are removed, and errors contain path, line
and byte offset.  Text is read in blocks, which threads load and process independently.
"""
