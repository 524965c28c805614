"""Counting on several machines; see ``docs/clusters.md``."""
