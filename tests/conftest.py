"""Settings that every test runs under."""

from __future__ import annotations

import hypothesis

# The same examples in every run: a failure that nobody can repeat helps nobody.
hypothesis.settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("fixed")
