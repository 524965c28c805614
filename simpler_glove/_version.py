"""The version, kept in this one place; ``setup.py`` and both packages read it from here."""

__version__ = "0.1.0"
