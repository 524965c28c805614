"""The command line of nlpzero: options, library calls and output; installed as ``nlpzero_cli``."""
