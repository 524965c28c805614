"""The command line of nlpzero: a thin skin over the library, installed as ``nlpzero_cli``."""
