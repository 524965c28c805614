"""The version number; ``setup.py`` and both packages read it from this file."""

__version__ = "0.1.0"
