"""The version number; ``pyproject.toml`` and both packages read it from this file."""

__version__ = "0.1.0"
